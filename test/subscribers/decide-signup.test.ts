import { describe, expect, it } from 'vitest';
import type { SubscriberState } from '../../src/model/subscriber.js';
import { decideSignup, type SignupDecision, type SignupLimits } from '../../src/subscribers/decide-signup.js';

const now = new Date('2026-03-23T08:00:00Z');
const limits: SignupLimits = {
  repeatAfterMinutes: 10,
  perAddressDay: 3,
  perClientHour: 10,
  perNetworkHour: 15,
  perDomainHour: 20,
  overallHour: 100,
};

/** Whether the person may be asked at all: rows are states, columns suppressions. */
const reasons = [null, 'erased', 'bounced', 'complained', 'operator'] as const;
const askable: readonly (readonly [SubscriberState | null, ...(0 | 1)[]])[] = [
  //               null erased bounced complained operator
  [null, /*      */ 1, 1, 1, 1, 0],
  ['pending', /* */ 1, 1, 1, 1, 0],
  ['unsubscribed', 1, 1, 1, 1, 0],
  ['active', /*  */ 0, 0, 0, 0, 0],
  ['paused', /*  */ 0, 0, 0, 0, 0],
  ['bounced', /* */ 1, 1, 1, 1, 0],
  ['complained', /**/ 1, 1, 1, 1, 0],
];

/** What happens to someone who may be asked, by the age of the last confirmation. */
const ages: readonly (readonly [string, number | null, boolean])[] = [
  ['never asked', null, true],
  ['asked this moment', 0, false],
  ['asked 9:59 ago', 599, false],
  ['asked 10:00 ago', 600, true],
  ['asked yesterday', 86_400, true],
  ['asked by a clock that is ahead', -30, false],
];

/** Confirmations to the address, the domain and overall, and whether they leave room. */
const loads: readonly (readonly [string, number, number, number, boolean, boolean])[] = [
  ['no load', 0, 0, 0, true, true],
  ['one below each limit', 2, 19, 99, true, true],
  ['address at its limit', 3, 0, 0, true, false],
  ['domain at its limit', 0, 20, 20, true, false],
  ['all at their limit', 0, 0, 100, true, false],
  ['client at its limit', 0, 0, 0, false, false],
  ['over every limit', 9, 99, 999, true, false],
];

const cases = ages.flatMap(([age, seconds, due]) =>
  loads.map(([load, address, domain, overall, elsewhere, room]) => ({
    name: `${age}, ${load}`,
    lastConfirmationAt: seconds === null ? null : new Date(now.getTime() - seconds * 1000),
    addressConfirmations: address,
    domainConfirmations: domain,
    overallConfirmations: overall,
    hasRoomElsewhere: elsewhere,
    ifAskable: (due ? (room ? 'confirm' : 'wait') : 'ignore') as SignupDecision,
  })),
);

const people = askable.flatMap(([state, ...columns]) =>
  reasons.map((suppression, column) => ({ state, suppression, mayBeAsked: columns[column] === 1 })),
);

describe('decideSignup', () => {
  it('is tried with every state and suppression, six ages and seven loads', () => {
    expect([people.length, cases.length]).toEqual([7 * 5, 6 * 7]);
  });

  it.each(people)('$state, suppressed: $suppression, may be asked: $mayBeAsked', (person) => {
    const { mayBeAsked, ...standing } = person;
    const decided = cases.map(({ name, ifAskable: _expected, ...rest }) => [
      name,
      decideSignup({ ...standing, ...rest }, limits, now),
    ]);
    expect(decided).toEqual(cases.map(({ name, ifAskable }) => [name, mayBeAsked ? ifAskable : 'ignore']));
  });
});

describe('an address that was silenced', () => {
  const DAY = 24 * 3_600_000;
  const ago = (days: number) => new Date(now.getTime() - days * DAY);
  const decide = (
    standing: {
      readonly state: SubscriberState | null;
      readonly suppression: 'bounced' | 'complained' | null;
    },
    silencedAt: Date,
    lastConfirmationAt: Date | null,
  ) =>
    decideSignup(
      {
        ...standing,
        ...{ silencedAt, lastConfirmationAt },
        ...{
          addressConfirmations: 0,
          domainConfirmations: 0,
          overallConfirmations: 0,
          hasRoomElsewhere: true,
        },
      },
      limits,
      now,
    );
  const bounced = { state: 'bounced', suppression: 'bounced' } as const;
  const complained = { state: 'complained', suppression: 'complained' } as const;

  it.each([
    ['bounced, never asked', bounced, ago(90), null, 'confirm'],
    ['bounced, asked before', bounced, ago(1), ago(2), 'confirm'],
    ['bounced, asked six days ago', bounced, ago(90), ago(6), 'ignore'],
    ['bounced, asked seven days ago', bounced, ago(90), ago(7), 'confirm'],
    ['erased after a bounce', { state: null, suppression: 'bounced' }, ago(90), ago(6), 'ignore'],
    ['left, and bounced after', { state: 'unsubscribed', suppression: 'bounced' }, ago(90), ago(6), 'ignore'],
    ['complained, never asked', complained, ago(1), null, 'confirm'],
    ['complained, asked 29 days ago', complained, ago(90), ago(29), 'ignore'],
    ['complained, asked 30 days ago', complained, ago(90), ago(30), 'confirm'],
    [
      'bounced in state, complained since',
      { ...bounced, suppression: 'complained' },
      ago(90),
      ago(8),
      'ignore',
    ],
  ] as const)('%s', (_, standing, silencedAt, lastAt, decision) => {
    expect(decide(standing, silencedAt, lastAt)).toBe(decision);
  });
});
