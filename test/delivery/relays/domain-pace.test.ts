import { describe, expect, it } from 'vitest';
import { createDomainPace } from '../../../src/delivery/relays/domain-pace.js';
import type { OutcomeClass } from '../../../src/model/delivery.js';

function bed() {
  let now = 0;
  const pace = createDomainPace(() => now);
  return {
    /** One message from start to verdict, a millisecond later. */
    hear(domain: string, outcome: OutcomeClass): boolean {
      now += 1;
      return pace.onResult(domain, { class: outcome, startedAt: now, endedAt: now + 0.5 });
    },
    left: (domain: string) => pace.pauseLeftMs(domain),
    wait(milliseconds: number) {
      now += milliseconds;
    },
  };
}

describe('a domain that throttles', () => {
  it('is left alone when it does so again while others take their mail', () => {
    const { hear, left, wait } = bed();
    expect(hear('slow.example', 'throttled')).toBe(false);
    expect(left('slow.example'), 'the relay pauses first').toBe(0);
    hear('quick.example', 'delivered');
    expect(hear('slow.example', 'throttled')).toBe(true);
    const first = left('slow.example');
    expect(first).toBeGreaterThan(1_000);
    expect(left('quick.example')).toBe(0);
    wait(first + 1);
    expect(left('slow.example')).toBe(0);
    expect(hear('slow.example', 'throttled')).toBe(true);
    expect(left('slow.example'), 'longer each time').toBeGreaterThan(1.5 * first);
  });

  it.each(['delivered', 'temporary', 'dead-address'] as const)(
    'has the full pace again when it is %s',
    (verdict) => {
      const { hear, left } = bed();
      hear('slow.example', 'throttled');
      hear('quick.example', 'delivered');
      hear('slow.example', 'throttled');
      hear('slow.example', verdict);
      expect(left('slow.example')).toBe(0);
      expect(hear('slow.example', 'throttled'), 'counted anew').toBe(false);
    },
  );

  it('is not to blame where nobody is served', () => {
    const { hear, left } = bed();
    for (let time = 0; time < 5; time += 1) {
      expect(hear('one.example', 'throttled')).toBe(false);
      expect(hear('two.example', 'throttled')).toBe(false);
    }
    expect([left('one.example'), left('two.example')]).toEqual([0, 0]);
  });
});
