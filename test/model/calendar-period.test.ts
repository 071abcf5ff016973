import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../src/model/calendar-date.js';
import { monthName, monthSpan, weekName, weekSpan } from '../../src/model/calendar-period.js';

describe('weeks', () => {
  it.each([
    ['2026-W14', '2026-03-30', '2026-04-05'],
    ['2026-W01', '2025-12-29', '2026-01-04'],
    ['2026-W53', '2026-12-28', '2027-01-03'],
    ['2024-W01', '2024-01-01', '2024-01-07'],
  ])('%s is %s to %s', (name, from, to) => {
    expect(weekSpan(name)).toEqual({ from, to });
  });

  it.each(['2025-W53', '2026-W00', '2026-W54', '2026-W1', '2026W14', '2026-w14', '0000-W01', '', 'x'])(
    'there is no %s',
    (name) => {
      expect(weekSpan(name)).toBeNull();
    },
  );

  it('hold each day once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000 }), (days) => {
        const date = addDays('1990-01-01', days);
        const span = weekSpan(weekName(date));
        expect(span !== null && span.from <= date && date <= span.to).toBe(true);
        expect(addDays(span?.from ?? '', 6)).toBe(span?.to);
      }),
    );
  });
});

describe('months', () => {
  it.each([
    ['2026-02', '2026-02-01', '2026-02-28'],
    ['2024-02', '2024-02-01', '2024-02-29'],
    ['2026-12', '2026-12-01', '2026-12-31'],
  ])('%s is %s to %s', (name, from, to) => {
    expect(monthSpan(name)).toEqual({ from, to });
    expect(monthName(to)).toBe(name);
  });

  it.each(['2026-13', '2026-00', '0000-01', '2026-1', '26-01', ''])('there is no %s', (name) => {
    expect(monthSpan(name)).toBeNull();
  });
});
