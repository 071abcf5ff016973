import { HOUR_MS } from '../durations.js';
import { type BoundedDay, type DayToCount, daysToCount } from '../model/daily-numbers.js';
import { type Database, inTransaction, type Queryable } from '../store/database.js';
import { withLease } from '../store/leases.js';
import { countAnswers } from '../store/numbers/count-answers.js';
import { countConsents } from '../store/numbers/count-consents.js';
import { countCameBack, countMail } from '../store/numbers/count-mail.js';
import { countReadersNow, estimateReaders } from '../store/numbers/count-readers.js';
import {
  type CountedDay,
  daysOfWhatCameBack,
  daysWithoutReaders,
  newestCountedDays,
  noteCountedDays,
  oldestToCount,
  wasMailing,
} from '../store/numbers/counted-days.js';

export interface CountingContext {
  readonly database: Database;
  readonly clock: () => Date;
  readonly config: { readonly digestTimezone: string };
}

/** Yesterday, the one before it for where that ends, and as many as a change of zone may move. */
const KNOWN_DAYS = 4;
/** Clocks of hosts differ, and transactions end out of order. */
const OVERLAP_MS = HOUR_MS;

/**
 * Counts today, yesterday and every day that was missed, each of the site's zone. Repeating is harmless; of several
 * processes one counts.
 * @returns false where another process does
 */
export function countDays({ database, clock, config }: CountingContext): Promise<boolean> {
  return withLease(database, 'numbers', async () => {
    const now = clock();
    const known = await newestCountedDays(database, KNOWN_DAYS);
    const oldest = known.length === 0 ? await oldestToCount(database) : null;
    const days = daysToCount({ now, timeZone: config.digestTimezone, known, oldest });
    await inTransaction(database, async (client) => {
      await noteCountedDays(client, days, now);
      await countConsents(client, days);
      await countAnswers(client, days);
      await countMailOf(client, days, known.at(-1) ?? null);
      await countReaders(client, days, now);
    });
  });
}

/** Mail of these days, and what came back lately by the day on which it had been sent. */
async function countMailOf(
  client: Queryable,
  days: readonly DayToCount[],
  before: CountedDay | null,
): Promise<void> {
  const [first] = days;
  if (first === undefined) return;
  // Most hours nothing is mailed, and a day's deliveries are many.
  const wasIdle =
    before !== null && !(await wasMailing(client, new Date(before.countedAt.getTime() - OVERLAP_MS)));
  if (!wasIdle) await countMail(client, days);
  const sent = new Map<string, BoundedDay>(days.map((day) => [day.day, day]));
  for (const day of await daysOfWhatCameBack(client, first.starts)) sent.set(day.day, day);
  await countCameBack(client, [...sent.values()]);
}

async function countReaders(client: Queryable, days: readonly DayToCount[], now: Date): Promise<void> {
  const today = days.find(({ starts, ends }) => starts <= now && now < ends) ?? days.at(-1);
  if (today !== undefined) await countReadersNow(client, today.day);
  const missing = new Set(
    await daysWithoutReaders(
      client,
      days.map(({ day }) => day),
    ),
  );
  const estimated = days.filter(({ day }) => missing.has(day));
  if (estimated.length > 0) await estimateReaders(client, estimated);
}
