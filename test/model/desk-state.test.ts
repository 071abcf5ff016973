import { describe, expect, it } from 'vitest';
import { type DeskFacts, deskState } from '../../src/model/desk-state.js';

const now = new Date('2026-03-24T09:00:00Z');
const before = new Date('2026-03-24T08:00:00Z');
const after = new Date('2026-03-25T08:00:00Z');
const released = {
  paperCount: 3,
  releasedAt: before,
  fannedOutAt: before,
  pausedAt: null,
  cancelledAt: null,
  isGoingOut: false,
  frozenAt: before,
  approvedAt: null,
  hold: null,
} as const;

const table: readonly (readonly [state: string, facts: Partial<DeskFacts>])[] = [
  ['coming', { dueAt: after }],
  ['held', { dueAt: after, isHeld: true }],
  ['held', { dueAt: after, isHeld: true, rests: true }],
  ['late', { dueAt: before, isHeld: true }],
  ['missed', { dueAt: before, isHeld: true, isPassed: true }],
  ['rest', { dueAt: after, rests: true }],
  ['rest', { dueAt: before, rests: true, isPassed: true }],
  ['late', { dueAt: before }],
  ['missed', { dueAt: before, isPassed: true }],
  ['empty', { frozen: { ...released, paperCount: 0 } }],
  ['frozen', { frozen: { ...released, releasedAt: null, fannedOutAt: null } }],
  ['released', { frozen: { ...released, fannedOutAt: null } }],
  ['going-out', { frozen: { ...released, isGoingOut: true } }],
  ['paused', { frozen: { ...released, isGoingOut: true, pausedAt: before } }],
  ['cancelled', { frozen: { ...released, pausedAt: before, cancelledAt: before } }],
  ['done', { frozen: released }],
];

describe('where a digest stands', () => {
  it.each(table)('is %s', (state, facts) => {
    const known = { frozen: null, isHeld: false, dueAt: before, rests: false, isPassed: false };
    expect(deskState({ ...known, ...facts }, 'none', now)).toBe(state);
  });
});
