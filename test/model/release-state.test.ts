import { describe, expect, it } from 'vitest';
import {
  type ReleaseFacts,
  type ReleaseState,
  type ReviewSettings,
  readersDueAt,
  releaseMoment,
  releaseStateOf,
  releaseStep,
} from '../../src/model/release-state.js';

const at = (text: string) => new Date(`2026-03-${text}Z`);
const name = { kind: 'daily', period: '2026-03-24' } as const;
const settings: ReviewSettings = {
  digestTime: '08:00',
  digestTimezone: 'UTC',
  digestReviewMinutes: 45,
  digestApproval: 'none',
};
const frozen: ReleaseFacts = {
  frozenAt: at('24T07:15:00'),
  releasedAt: null,
  approvedAt: null,
  approvedBy: null,
  cancelledAt: null,
  cancelReason: null,
  pausedAt: null,
  fannedOutAt: null,
  isGoingOut: false,
  papers: 3,
  hold: null,
  wasHeld: false,
  isOutdated: false,
};
const hold = { heldAt: at('24T07:20:00'), heldBy: 'Ada', reason: null, share: null };
const later = at('24T08:00:00');

describe('the state of a digest', () => {
  it.each<[string, Partial<ReleaseFacts>, 'none' | 'asked', ReleaseState]>([
    ['not frozen', { frozenAt: null, papers: 0 }, 'asked', 'open'],
    ['held before it is frozen', { frozenAt: null, hold }, 'none', 'held'],
    ['frozen', {}, 'none', 'frozen'],
    ['frozen and to be approved', {}, 'asked', 'waiting'],
    ['a day of rest, which nobody approves', { papers: 0 }, 'asked', 'frozen'],
    ['approved', { approvedAt: later }, 'asked', 'approved'],
    ['approved and held', { approvedAt: later, hold }, 'asked', 'held'],
    ['released', { releasedAt: later }, 'asked', 'released'],
    ['released, whatever held it', { releasedAt: later, hold }, 'none', 'released'],
    ['going out', { releasedAt: later, fannedOutAt: later, isGoingOut: true }, 'none', 'going-out'],
    [
      'paused',
      { releasedAt: later, fannedOutAt: later, isGoingOut: true, pausedAt: later },
      'none',
      'paused',
    ],
    ['done', { releasedAt: later, fannedOutAt: later }, 'none', 'done'],
    ['released and empty', { releasedAt: later, papers: 0 }, 'none', 'done'],
    ['cancelled', { cancelledAt: later, cancelReason: 'not-approved' }, 'asked', 'cancelled'],
  ])('%s', (_, changes, approval, state) => {
    expect(releaseStateOf({ ...frozen, ...changes }, approval)).toBe(state);
  });
});

describe('what becomes of a digest by itself', () => {
  const asked = { digestApproval: 'asked' } as const;
  const atOnce = { digestReviewMinutes: 0 };
  it.each<[string, Date, Partial<ReleaseFacts>, Partial<ReviewSettings>, ReturnType<typeof releaseStep>]>([
    ['waits while it is reviewed', at('24T07:59:59'), {}, {}, 'wait'],
    ['is released when it is due', at('24T08:00:00'), {}, {}, 'release'],
    ['waits while it is held', at('24T08:00:00'), { hold, wasHeld: true }, {}, 'wait'],
    [
      'is released once the hold is lifted, also days later',
      at('26T20:00:00'),
      { wasHeld: true },
      {},
      'release',
    ],
    ['waits for its approval', at('26T07:59:59'), {}, asked, 'wait'],
    ['is cancelled where it got none for two days', at('26T08:00:00'), {}, asked, 'cancel'],
    ['is cancelled so, held or not', at('26T08:00:00'), { hold, wasHeld: true }, asked, 'cancel'],
    [
      'is not, once it is approved',
      at('26T08:00:00'),
      { approvedAt: later, hold, wasHeld: true },
      asked,
      'wait',
    ],
    ['is released when it is approved', at('25T20:00:00'), { approvedAt: later }, asked, 'release'],
    ['approves itself where it is empty', at('24T08:00:00'), { papers: 0 }, asked, 'release'],
    ['frozen late has its whole review', at('24T09:14:00'), { frozenAt: at('24T08:30:00') }, {}, 'wait'],
    ['and is released after it', at('24T09:15:00'), { frozenAt: at('24T08:30:00') }, {}, 'release'],
    [
      'is released at once without a review',
      at('24T08:30:00'),
      { frozenAt: at('24T08:30:00') },
      atOnce,
      'release',
    ],
    ['comes out of an outage that was longer', at('25T09:00:00'), {}, {}, 'release'],
    ['but not after days', at('26T08:00:01'), {}, {}, 'wait'],
    ['nor where it was frozen by hand later', at('25T10:00:00'), { frozenAt: at('25T09:00:00') }, {}, 'wait'],
    ['nor without a review, as ever', at('25T08:00:00'), {}, atOnce, 'wait'],
    ['is released once', at('24T09:00:00'), { releasedAt: later }, {}, 'wait'],
    ['and never where it is cancelled', at('24T09:00:00'), { cancelledAt: later }, {}, 'wait'],
    ['nor before it is frozen', at('24T09:00:00'), { frozenAt: null }, {}, 'wait'],
  ])('%s', (_, now, facts, changes, step) => {
    expect(releaseStep(name, { ...frozen, ...facts }, { ...settings, ...changes }, now)).toBe(step);
  });

  it('a week and a month are reviewed before they are due as well', () => {
    const week = { kind: 'weekly', period: '2026-03-16' } as const;
    expect(releaseMoment(week, at('23T07:15:00'), settings)).toEqual(at('23T08:00:00'));
    const month = { kind: 'monthly', period: '2026-02-01' } as const;
    expect(releaseMoment(month, at('01T07:15:00'), settings)).toEqual(at('01T08:00:00'));
  });
});

it('readers are looked for from its release on where they have passed when it was due, for two days', () => {
  expect(readersDueAt(name, settings, at('25T07:59:59'))).toBeNull();
  expect(readersDueAt(name, settings, at('25T08:00:00'))).toEqual(at('25T08:00:00'));
  expect(readersDueAt(name, settings, at('26T08:00:00'))).toEqual(at('26T08:00:00'));
  expect(readersDueAt(name, settings, at('26T08:00:01'))).toBeNull();
});
