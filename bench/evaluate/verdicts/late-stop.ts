import type { InventedReader, Misfortunes } from './world.js';

/** A dead address that got more than three digests. */
export interface LateStop {
  readonly digests: number;
  /** How its server said so, and where. */
  readonly dialect: string;
  readonly diedOnDay: number;
  readonly during: 'relay week' | 'outage' | 'an ordinary day';
  /** Each digest that was tried: of which day, and when, as `day 20 at day 27 h 03`. */
  readonly tried: readonly string[];
  /** How many of them went out within six hours, before anything that came back could stop the next. */
  readonly mostWithinSixHours: number;
}

interface Attempt {
  /** Since the beginning. */
  readonly hour: number;
  readonly ofDay: number;
}

const SIX_HOURS = 6;

export function explainLateStop(
  { dead, diesOn }: InventedReader,
  attempts: readonly Attempt[],
  { relay, outages }: Misfortunes,
): LateStop {
  const day = diesOn ?? 0;
  const within = (span: { readonly from: number; readonly until: number }) =>
    day >= span.from - 1 && day < span.until;
  return {
    digests: attempts.length,
    dialect:
      'session' in dead
        ? `session: ${dead.session.reply}`
        : `report (${dead.report.form}): ${dead.report.words}`,
    diedOnDay: day,
    during: within(relay) ? 'relay week' : outages.some(within) ? 'outage' : 'an ordinary day',
    tried: attempts.map(
      ({ hour, ofDay }) => `of day ${ofDay} on day ${Math.floor(hour / 24)}, ${Math.floor(hour % 24)} h`,
    ),
    mostWithinSixHours: Math.max(
      ...attempts.map(
        ({ hour }) => attempts.filter((other) => other.hour >= hour && other.hour < hour + SIX_HOURS).length,
      ),
    ),
  };
}
