import type { CalendarDate } from '../../model/calendar-date.js';
import type { Queryable } from '../database.js';
import {
  type Calendar,
  type Counted,
  type NumberSums,
  newestReaders,
  readCalendar,
  readSeries,
  type SeriesByLabel,
  type Span,
  sumNumbers,
} from './read-spans.js';

const counted = ['liked', 'disliked', 'saved', 'left', 'mail.sent'] as const;

/** What became of one digest: counts of answers of its papers, of who left by its link, and of mails. */
export interface DigestEngagement {
  readonly kind: 'daily' | 'weekly' | 'monthly';
  readonly period: CalendarDate;
  readonly liked: number;
  readonly disliked: number;
  readonly saved: number;
  readonly left: number;
  /** Null where nobody counted it. */
  readonly sent: number | null;
}

/** A topic or category and the answers of papers about it. */
export interface Liking {
  readonly label: string;
  readonly liked: number;
  readonly disliked: number;
  readonly saved: number;
}

/** What readers say of papers, as counts; nothing of it tells of one reader, and nobody is watched for it. */
export interface Engagement {
  readonly calendar: Calendar;
  /** By `liked` and `disliked`. */
  readonly votes: SeriesByLabel;
  readonly saves: SeriesByLabel;
  readonly digests: readonly DigestEngagement[];
  readonly topics: readonly Liking[];
  readonly categories: readonly Liking[];
  /** Readers who are mailed. */
  readonly readers: number;
  /** Of these, by `answers`, `rules`, `own-order`, `feed-addresses`. */
  readonly use: ReadonlyMap<string, number>;
}

/** So many of the newest digests. */
const DIGESTS = 30;

export async function readEngagement(database: Queryable, span: Span): Promise<Engagement> {
  const calendar = await readCalendar(database, span);
  const [series, digests, sums, today] = await Promise.all([
    readSeries(database, calendar, [
      ['votes', 'value'],
      ['saves', 'all'],
    ]),
    readDigests(database, span.until),
    sumNumbers(
      database,
      span,
      (['liked', 'disliked', 'saved'] as const).flatMap((measure): Counted[] => [
        [measure, 'topic'],
        [measure, 'category'],
      ]),
    ),
    newestReaders(database, ['state', 'use']),
  ]);
  return {
    calendar,
    votes: series('votes', 'value'),
    saves: series('saves', 'all'),
    digests,
    topics: likingsOf(sums, 'topic'),
    categories: likingsOf(sums, 'category'),
    readers: today('state').get('active') ?? 0,
    use: today('use'),
  };
}

/** The best liked first. */
function likingsOf(sums: NumberSums, dimension: 'topic' | 'category'): Liking[] {
  const [liked, disliked, saved] = [
    sums('liked', dimension),
    sums('disliked', dimension),
    sums('saved', dimension),
  ];
  const labels = new Set([...liked.keys(), ...disliked.keys(), ...saved.keys()]);
  return [...labels]
    .map((label) => ({
      label,
      liked: liked.get(label) ?? 0,
      disliked: disliked.get(label) ?? 0,
      saved: saved.get(label) ?? 0,
    }))
    .sort((one, other) => other.liked + other.saved - one.liked - one.saved);
}

interface DigestRow extends Record<string, unknown> {
  readonly kind: DigestEngagement['kind'];
  readonly period: CalendarDate;
  readonly counts: Readonly<Record<string, number>>;
}

/** Answers come after the digest, so nothing before its period is looked at. */
async function readDigests(database: Queryable, until: CalendarDate): Promise<DigestEngagement[]> {
  const { rows } = await database.query<DigestRow>(
    `WITH newest AS MATERIALIZED (
       SELECT kind, period, kind || ':' || period AS label FROM digests
        WHERE kind IN ('daily', 'weekly', 'monthly') AND released_at IS NOT NULL AND period <= $1
        ORDER BY period DESC, kind LIMIT ${DIGESTS}
     ), counts AS (
       SELECT label, measure, sum(value) AS value FROM daily_numbers
        WHERE measure = ANY ($2) AND dimension = 'digest' AND day >= (SELECT min(period) FROM newest)
          AND label IN (SELECT label FROM newest)
        GROUP BY 1, 2
     )
     SELECT kind, period, coalesce(json_object_agg(measure, value) FILTER (WHERE measure IS NOT NULL), '{}') AS counts
       FROM newest LEFT JOIN counts USING (label) GROUP BY kind, period ORDER BY period DESC, kind`,
    [until, counted],
  );
  return rows.map(({ kind, period, counts }) => ({
    ...{ kind, period, liked: counts['liked'] ?? 0, disliked: counts['disliked'] ?? 0 },
    ...{ saved: counts['saved'] ?? 0, left: counts['left'] ?? 0, sent: counts['mail.sent'] ?? null },
  }));
}
