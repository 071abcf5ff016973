import { BroadsheetError } from '../errors.js';
import { addDays, type CalendarDate, dateIn, isWeekend } from '../model/calendar-date.js';
import type { DigestPaper, DigestWithPapers } from '../model/digest.js';
import { rank } from '../ranking/rank.js';
import { strategyNamed } from '../ranking/strategies.js';
import { type Database, inTransaction, type Queryable } from '../store/database.js';
import { digestCandidates } from '../store/digest-candidates.js';
import { insertDigestPapers } from '../store/digest-papers.js';
import { findDigest } from '../store/digests.js';
import { firstListDate, insertDigest, listStateOf, lockDigestKind } from '../store/freeze-digest.js';

export interface DigestOrder {
  readonly kind: 'daily' | 'sample';
  readonly period: CalendarDate;
  /** The list that the digest stands for. */
  readonly listDate: CalendarDate;
  readonly now: Date;
  /** A name out of the table of strategies. */
  readonly strategy: string;
}

/**
 * How many days of lists a digest looks back over for papers that came late. A list grows for about a day,
 * and late arrivals wait out holidays.
 */
const WINDOW_DAYS = 14;

/**
 * Freezes the digest of a period: the papers of its list and, from two weeks before, those that no earlier
 * digest of the kind held. Lists before the first digest's own are history: what was on them is not news to
 * anyone. A period is frozen once; asking again gives the frozen digest. Calls at the same
 * time freeze one after the other.
 *
 * A list that was read and holds nothing gives an empty digest, at weekends at once and on other days when they
 * are over: on a day of rest nothing is mailed, what came late waits for the next list.
 * @throws BroadsheetError DIGEST_NOT_READY where the list was never read or may still begin, INPUT_INVALID for an unknown strategy
 */
export async function assembleDigest(database: Database, order: DigestOrder): Promise<DigestWithPapers> {
  return inTransaction(database, async (client) => {
    await lockDigestKind(client, order.kind);
    return (await findDigest(client, order.kind, order.period)) ?? (await freeze(client, order));
  });
}

async function freeze(client: Queryable, order: DigestOrder): Promise<DigestWithPapers> {
  const { kind, period, listDate, strategy, now } = order;
  const papers = await choosePapers(client, order);
  const digest = await insertDigest(client, { kind, period, listDate, strategy, frozenAt: now });
  await insertDigestPapers(client, digest, papers);
  return { ...digest, papers };
}

async function choosePapers(client: Queryable, order: DigestOrder): Promise<DigestPaper[]> {
  const { kind, listDate, now } = order;
  const strategy = strategyNamed(order.strategy);
  const { read, listed } = await listStateOf(client, kind, listDate);
  if (!listed) {
    if (read && isRestDay(listDate, now)) return [];
    const reason = read ? 'is empty so far' : 'has not been read; ingest it first';
    const details = { kind, period: order.period, listDate };
    throw new BroadsheetError('DIGEST_NOT_READY', `The list of ${listDate} ${reason}.`, { details });
  }
  const after = windowStart(listDate, (await firstListDate(client, kind)) ?? listDate);
  const candidates = await digestCandidates(client, { kind, after, listDate, knownAt: now });
  return rank(candidates, strategy, now).map((paper, index) => ({ ...paper, position: index + 1 }));
}

/** The day before the first list that a digest may take papers from. */
function windowStart(listDate: CalendarDate, firstList: CalendarDate): CalendarDate {
  const lookBack = addDays(listDate, -WINDOW_DAYS);
  const beginning = addDays(firstList < listDate ? firstList : listDate, -1);
  return lookBack > beginning ? lookBack : beginning;
}

/** Whether an empty list stays empty: at weekends it does, and else it may only be late. */
function isRestDay(listDate: CalendarDate, now: Date): boolean {
  return isWeekend(listDate) || dateIn('UTC', now) > listDate;
}
