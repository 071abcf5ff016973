import type { CalendarDate } from '../../model/calendar-date.js';

/** At most so many steps from 0 to the top, where nobody asks for fewer. */
const STEPS = 4;
const FACTORS = [1, 2, 5, 10];

/**
 * Values for an axis from 0 to the first round one that is not below `highest`, a step of 1, 2 or 5 times a power of
 * ten apart; of counts, which `isWhole` says, a whole number.
 */
export function ticks(highest: number, isWhole = true, steps = STEPS): readonly number[] {
  if (!(highest > 0)) return [0, 1];
  const least = highest / steps;
  const power = 10 ** Math.floor(Math.log10(least));
  const round = power * (FACTORS.find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10);
  const step = isWhole ? Math.max(1, round) : round;
  const count = Math.max(1, Math.ceil(highest / step - 1e-9));
  // 3 × 0.1 is a little more than 0.3.
  return Array.from({ length: count + 1 }, (_, number) => Number((number * step).toPrecision(12)));
}

const FEW_DAYS = 45;
const MANY_DAYS = 190;

/** Which of days that follow each other are named on an axis: each week back from the last, or firsts of months. */
export function dayTicks(days: readonly CalendarDate[]): readonly number[] {
  const indices = days.map((_, index) => index);
  if (days.length <= FEW_DAYS) return indices.filter((index) => (days.length - 1 - index) % 7 === 0);
  const months = days.length <= MANY_DAYS ? 1 : 3;
  return indices.filter((index) => {
    const [, month = '', day = ''] = (days[index] ?? '').split('-');
    return day === '01' && (Number(month) - 1) % months === 0;
  });
}
