import { BroadsheetError } from '../errors.js';
import type { Tally } from '../model/answer.js';
import { addDays, type CalendarDate, dateIn, isWeekend } from '../model/calendar-date.js';
import type { DigestKind, DigestWithPapers } from '../model/digest.js';
import { type RankedPaper, rank } from '../ranking/rank.js';
import { tellingTallies } from '../ranking/readers.js';
import { strategyNamed } from '../ranking/strategies.js';
import type { Queryable } from '../store/database.js';
import { curationsInEffect, type StandingCuration } from '../store/digests/curations.js';
import { digestCandidates } from '../store/digests/digest-candidates.js';
import { firstListDate, listStateOf } from '../store/digests/freeze-digest.js';
import { arrange } from './arrange.js';
import { chooseBloomers } from './choose-bloomers.js';
import type { DigestRequest } from './digest-request.js';

/**
 * How many days of lists a daily digest looks back over for papers that came late. A list grows for about a day,
 * and late arrivals wait out holidays.
 */
const WINDOW_DAYS = 14;

/** What a digest would hold. */
export interface ChosenPapers extends Pick<DigestWithPapers, 'papers' | 'bloomers'> {
  /** What readers had said of the papers that it could take. */
  readonly tallies: ReadonlyMap<string, Tally>;
  /** Papers that it could take and an operator hid, best first. */
  readonly hidden: readonly RankedPaper[];
}

/**
 * Chooses the papers of a digest as things are at a moment. A daily one holds the papers of its list and, from two
 * weeks before, those that no earlier digest of the kind held, and beside them a few that took off since their day.
 * Lists before the first digest's own are history: what was on them is not news to anyone. A weekly or monthly one
 * holds the best of the lists of its period that no earlier one of the kind held. Operators put papers on top, take
 * them in and keep them out.
 * @throws BroadsheetError DIGEST_NOT_READY where no list was read or it may still begin, INPUT_INVALID for an unknown strategy
 */
export async function choosePapers(client: Queryable, request: DigestRequest): Promise<ChosenPapers> {
  const { kind, period, listDate, now, most } = request;
  const strategy = strategyNamed(request.strategy);
  const listed = await isListed(client, request);
  const curations = await curationsOf(client, request);
  const also = curations.filter(({ action }) => action === 'pin' || action === 'add');
  if (!listed && also.length === 0) return nothing;
  const after = await windowStart(client, request);
  const candidates = await digestCandidates(client, {
    kind,
    after: listed ? after : listDate,
    listDate,
    knownAt: now,
    also: also.map(({ paperId }) => paperId),
  });
  const ranked = rank(candidates, strategy, now);
  const papers = arrange(ranked, curations, most);
  const asked = { period, untilList: after, now, papers, curations };
  const bloomers = kind === 'daily' ? await chooseBloomers(client, asked) : [];
  const kept = new Set(curations.flatMap(({ paperId, action }) => (action === 'hide' ? [paperId] : [])));
  const hidden = ranked.filter(({ paper }) => kept.has(paper.id));
  return { papers, bloomers, tallies: tellingTallies(candidates), hidden };
}

const nothing: ChosenPapers = { papers: [], bloomers: [], tallies: new Map(), hidden: [] };

/** What operators decided for a digest; samples are what they are. */
export async function curationsOf(
  client: Queryable,
  request: DigestRequest,
): Promise<readonly StandingCuration[]> {
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
