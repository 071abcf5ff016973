import { HOUR_MS } from '../durations.js';
import { type BoundedDay, type DayToCount, daysToCount } from '../model/daily-numbers.js';
import { type Database, inTransaction, type Queryable } from '../store/database.js';
import { withLease } from '../store/leases.js';
import { countAnswers, countAnswersByPaper } from '../store/numbers/count-answers.js';
import { countConsents } from '../store/numbers/count-consents.js';
import { countCameBack, countMail } from '../store/numbers/count-mail.js';
import { countReadersNow, estimateReaders } from '../store/numbers/count-readers.js';
import { countStayed } from '../store/numbers/count-stayed.js';
import {
  type CountedDay,
  daysOfWhatCameBack,
  daysWithoutReaders,
  newestCountedDays,
  noteCountedDays,
  oldestToCount,
  wasMailing,
} from '../store/numbers/counted-days.js';
import { allCountedDays, countedSince, noteCountedSince } from '../store/numbers/filled-counts.js';

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
      for (const [name, count] of Object.entries(counts))
        await count(client, await daysFor(client, name, days, now));
      await countMailOf(client, days, { before: known.at(-1) ?? null, now });
      await countReaders(client, days, now);
    });
  });
}

/**
 * What is counted of each day by itself. A name changes with what its count holds: a new one is counted for all days
 * that there are, from the rows that are left of them.
 */
const counts: Readonly<Record<string, (client: Queryable, days: readonly BoundedDay[]) => Promise<void>>> = {
  'consents by wait': countConsents,
  answers: countAnswers,
  'answers by paper': countAnswersByPaper,
  stayed: countStayed,
};
const MAIL = 'mail by reason';

async function daysFor(
  client: Queryable,
  count: string,
  days: readonly BoundedDay[],
  now: Date,
): Promise<readonly BoundedDay[]> {
  if ((await countedSince(client, count)) !== null) return days;
  await noteCountedSince(client, count, now);
  return allCountedDays(client);
}

/** Mail of these days, and what came back lately by the day on which it had been sent. */
async function countMailOf(
  client: Queryable,
  days: readonly DayToCount[],
  { before, now }: { readonly before: CountedDay | null; readonly now: Date },
): Promise<void> {
  const [first] = days;
  if (first === undefined) return;
  if ((await countedSince(client, MAIL)) === null) {
    const all = await daysFor(client, MAIL, days, now);
    await countMail(client, all);
    return countCameBack(client, all);
  }
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
