/** How long ago something was, in the unit that people would say it in. */
export interface Ago {
  readonly unit: 'minutes' | 'hours' | 'days';
  readonly count: number;
}

const HOUR_MINUTES = 60;
const DAY_HOURS = 24;
/** From two days on they are said as days. */
const MOST_HOURS = 2 * DAY_HOURS;

export function agoOf(minutes: number): Ago {
  if (minutes < HOUR_MINUTES) return { unit: 'minutes', count: minutes };
  const hours = Math.round(minutes / HOUR_MINUTES);
  return hours < MOST_HOURS
    ? { unit: 'hours', count: hours }
    : { unit: 'days', count: Math.round(hours / DAY_HOURS) };
}
