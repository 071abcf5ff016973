import { BroadsheetError } from '../errors.js';
import type { Tally } from '../model/answer.js';
import { addDays, type CalendarDate, dateIn, isWeekend } from '../model/calendar-date.js';
import { type DigestKind, type DigestRemarks, type DigestWithPapers, noRemarks } from '../model/digest.js';
import { nameOfDigest } from '../model/digest-period.js';
import type { PaperTopics, TopicSource } from '../model/topics.js';
import { rank } from '../ranking/rank.js';
import { tellingTallies } from '../ranking/readers.js';
import { strategyNamed } from '../ranking/strategies.js';
import { type Database, inTransaction, type Queryable } from '../store/database.js';
import { type CurationInEffect, curationsInEffect } from '../store/digests/curations.js';
import { insertBloomers } from '../store/digests/digest-bloomers.js';
import { digestCandidates } from '../store/digests/digest-candidates.js';
import { insertDigestPapers } from '../store/digests/digest-papers.js';
import { findDigest } from '../store/digests/digests.js';
import { firstListDate, insertDigest, listStateOf, lockDigestKind } from '../store/digests/freeze-digest.js';
import { withdrawnSince } from '../store/digests/withdrawals.js';
import { tell } from '../store/outbox.js';
import { shippedVocabulary } from '../topics/vocabulary.js';
import { arrange } from './arrange.js';
import { chooseBloomers } from './choose-bloomers.js';

export interface DigestRequest {
  readonly kind: Exclude<DigestKind, 'gathered'>;
  /** The first day that the digest is for. */
  readonly period: CalendarDate;
  /** The list that the digest stands for; of a week or a month, the last one. */
  readonly listDate: CalendarDate;
  readonly now: Date;
  /** A name out of the table of strategies. */
  readonly strategy: string;
  /** The digest holds the best of its papers, so many at most; absent for all. */
  readonly most?: number;
  /** How many sources were asked, and which did not answer for the list; absent where all did. */
  readonly late?: Pick<DigestRemarks, 'lateSources' | 'sources'>;
  /** What a paper is about; absent: by the topics that Broadsheet ships. */
  readonly topicsOf?: (paper: TopicSource) => PaperTopics;
}

/**
 * How many days of lists a daily digest looks back over for papers that came late. A list grows for about a day,
 * and late arrivals wait out holidays.
 */
const WINDOW_DAYS = 14;

/**
 * Freezes the digest of a period. A daily one holds the papers of its list and, from two weeks before, those
 * that no earlier digest of the kind held, and beside them a few that took off since their day. Lists before the first digest's own are history: what was on them is
 * not news to anyone. A weekly or monthly one holds the best of the lists of its period that no earlier one of
 * the kind held. Operators put papers on top, take them in and keep them out. A period is frozen once; asking
 * again gives the frozen digest. Calls at the same time freeze one after the other.
 *
 * A list that was read and holds nothing gives an empty digest, at weekends at once and on other days when they
 * are over: on a day of rest nothing is mailed, what came late waits for the next list.
 * @throws BroadsheetError DIGEST_NOT_READY where no list was read or it may still begin, INPUT_INVALID for an unknown strategy
 */
export async function assembleDigest(database: Database, request: DigestRequest): Promise<DigestWithPapers> {
  return inTransaction(database, async (client) => {
    await lockDigestKind(client, request.kind);
    return (await findDigest(client, request.kind, request.period)) ?? (await freeze(client, request));
  });
}

async function freeze(client: Queryable, request: DigestRequest): Promise<DigestWithPapers> {
  const { kind, period, listDate, strategy, now } = request;
  const { papers, bloomers, tallies } = await choosePapers(client, request);
  const remarks = papers.length === 0 ? noRemarks : await remarksOf(client, request);
  const about = { kind, period, listDate, strategy, frozenAt: now, remarks, tallies };
  const digest = await insertDigest(client, about);
  const written = await insertDigestPapers(
    client,
    digest,
    papers,
    request.topicsOf ?? shippedVocabulary.topicsOf,
  );
  await insertBloomers(client, digest, bloomers);
  if (kind !== 'sample') {
    const data = { digest: nameOfDigest(digest), papers: written.length };
    await tell(client, { type: 'digest.frozen', at: now, data });
  }
  return { ...digest, papers: written, bloomers };
}

async function remarksOf(client: Queryable, { kind, now, late }: DigestRequest): Promise<DigestRemarks> {
  return { ...noRemarks, ...late, withdrawn: await withdrawnSince(client, kind, now) };
}

interface Chosen extends Pick<DigestWithPapers, 'papers' | 'bloomers'> {
  readonly tallies: ReadonlyMap<string, Tally>;
}

async function choosePapers(client: Queryable, request: DigestRequest): Promise<Chosen> {
  const { kind, period, listDate, now, most } = request;
  const strategy = strategyNamed(request.strategy);
  const listed = await isListed(client, request);
  const curations = await curationsOf(client, request);
  const also = curations.filter(({ action }) => action === 'pin' || action === 'add');
  if (!listed && also.length === 0) return { papers: [], bloomers: [], tallies: new Map() };
  const after = await windowStart(client, request);
  const candidates = await digestCandidates(client, {
    kind,
    after: listed ? after : listDate,
    listDate,
    knownAt: now,
    also: also.map(({ paperId }) => paperId),
  });
  const papers = arrange(rank(candidates, strategy, now), curations, most);
  const asked = { period, untilList: after, now, papers, curations };
  const bloomers = kind === 'daily' ? await chooseBloomers(client, asked) : [];
  return { papers, bloomers, tallies: tellingTallies(candidates) };
}

/** Samples are what they are. */
async function curationsOf(client: Queryable, request: DigestRequest): Promise<readonly CurationInEffect[]> {
  const { kind, period, listDate, now } = request;
  if (kind === 'sample') return [];
  const lastDay = isLonger(kind) ? listDate : period;
  return curationsInEffect(client, { kind, period, lastDay, knownAt: now });
}

/** Whether there is something to take papers from; false for rest. @throws DIGEST_NOT_READY where that is open */
async function isListed(client: Queryable, { kind, period, listDate, now }: DigestRequest): Promise<boolean> {
  const from = isLonger(kind) ? period : listDate;
  const { read, listed } = await listStateOf(client, kind, { from, until: listDate });
  if (listed) return true;
  if (read && (isLonger(kind) || isRestDay(listDate, now))) return false;
  const lists = from === listDate ? `The list of ${listDate}` : `No list from ${from} to ${listDate}`;
  const reason = read ? 'is empty so far' : from === listDate ? 'has not been read' : 'has been read';
  const details = { kind, period, listDate };
  const message = `${lists} ${reason}${read ? '' : '; ingest it first'}.`;
  throw new BroadsheetError('DIGEST_NOT_READY', message, { details });
}

function isLonger(kind: DigestKind): boolean {
  return kind === 'weekly' || kind === 'monthly';
}

/** The day before the first list that a digest may take papers from. */
async function windowStart(client: Queryable, request: DigestRequest): Promise<CalendarDate> {
  const { kind, period, listDate } = request;
  if (isLonger(kind)) return addDays(period, -1);
  const firstList = (await firstListDate(client, kind)) ?? listDate;
  const lookBack = addDays(listDate, -WINDOW_DAYS);
  const beginning = addDays(firstList < listDate ? firstList : listDate, -1);
  return lookBack > beginning ? lookBack : beginning;
}

/** Whether an empty list stays empty: at weekends it does, and else it may only be late. */
function isRestDay(listDate: CalendarDate, now: Date): boolean {
  return isWeekend(listDate) || dateIn('UTC', now) > listDate;
}
