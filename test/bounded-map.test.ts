import './support/property-seed.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createBoundedMap } from '../src/bounded-map.js';

it('holds what was used last, and never more than so many', () => {
  const step = fc.record({ what: fc.constantFrom('get', 'set', 'delete'), key: fc.nat(12) });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.array(step, { maxLength: 200 }), (most, steps) => {
      const map = createBoundedMap<number, number>(most);
      const written = new Map<number, number>();
      for (const [index, { what, key }] of steps.entries()) {
        if (what === 'set') {
          map.set(key, index);
          written.set(key, index);
          expect(map.get(key)).toBe(index);
        } else if (what === 'delete') {
          map.delete(key);
          written.delete(key);
          expect(map.get(key)).toBeUndefined();
        } else {
          const value = map.get(key);
          if (value !== undefined) expect(value).toBe(written.get(key));
        }
        expect(map.size).toBeLessThanOrEqual(most);
      }
    }),
  );
});

it('keeps what is used again and again, while others come and go', () => {
  const map = createBoundedMap<string, number>(3);
  map.set('mine', 1);
  for (let other = 0; other < 100; other += 1) {
    map.set(`other-${other}`, other);
    expect(map.get('mine')).toBe(1);
  }
  expect(map.size).toBe(3);
});

it('makes a value once while it is kept', () => {
  const map = createBoundedMap<string, number>(2);
  let made = 0;
  const make = () => {
    made += 1;
    return made;
  };
  expect([map.getOrMake('a', make), map.getOrMake('a', make), map.getOrMake('b', make)]).toEqual([1, 1, 2]);
  map.getOrMake('c', make);
  expect([map.getOrMake('a', make), made]).toEqual([4, 4]);
});
