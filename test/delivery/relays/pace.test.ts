import { describe, expect, it } from 'vitest';
import { fullPace, type Pace, paceAfter } from '../../../src/delivery/relays/pace.js';
import { createRelayPace } from '../../../src/delivery/relays/relay-pace.js';
import type { OutcomeClass } from '../../../src/model/delivery.js';

const limits = { firstPauseMs: 100, firstConfigurationPauseMs: 1_000, longestPauseMs: 5_000 };

/** Messages one after the other: class, start, end. */
function after(...messages: readonly (readonly [OutcomeClass, number, number])[]): Pace {
  return messages.reduce(
    (pace, [name, startedAt, endedAt]) => paceAfter(pace, { class: name, startedAt, endedAt }, limits),
    fullPace,
  );
}

describe('the pace of the relay', () => {
  it('is full while nothing is throttled', () => {
    const pace = after(
      ['delivered', 0, 10],
      ['temporary', 10, 20],
      ['dead-address', 20, 30],
      ['uncertain', 30, 40],
    );
    expect(pace).toEqual(fullPace);
  });

  it('doubles the pause with each setback, up to the longest', () => {
    const ends = [10, 200, 500, 1_000, 2_000, 4_000, 8_000, 14_000];
    let pace = fullPace;
    const pauses = ends.map((end) => {
      pace = paceAfter(pace, { class: 'throttled', startedAt: end - 1, endedAt: end }, limits);
      return pace.pausedUntil - end;
    });
    expect(pauses).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
  });

  it('hears one setback once, of however many connections', () => {
    const pace = after(['throttled', 0, 10], ['throttled', 5, 11], ['throttled', 9, 12]);
    expect(pace).toEqual({ setbacks: 1, pausedUntil: 110, setbackAt: 10 });
  });

  it('comes back with the first verdict on a later message, not by one that was on the wire', () => {
    expect(after(['throttled', 0, 10], ['delivered', 5, 12]).setbacks).toBe(1);
    expect(after(['throttled', 0, 10], ['delivered', 111, 120]).setbacks).toBe(0);
    expect(after(['throttled', 0, 10], ['dead-address', 111, 120]).setbacks).toBe(0);
  });

  it('pauses longer for what an operator must put right', () => {
    expect(after(['configuration', 0, 10]).pausedUntil).toBe(1_010);
  });

  it('tells a new pause once, and when waiting is not worth it', () => {
    const relay = createRelayPace({ ...limits, firstPauseMs: 60_000, longestPauseMs: 60_000 });
    const startedAt = performance.now();
    expect(relay.pauseLeftMs()).toBe(0);
    expect(relay.onResult('throttled', startedAt)).toBeCloseTo(60_000);
    expect(relay.onResult('throttled', startedAt)).toBeNull();
    expect(relay.isLongPause()).toBe(true);
  });
});
