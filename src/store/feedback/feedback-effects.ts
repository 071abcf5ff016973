import { type FeedbackReason, feedbackReasons } from '../../model/feedback.js';
import type { Subscriber } from '../../model/subscriber.js';
import type { Queryable } from '../database.js';
import { type Consent, insertConsents } from '../subscribers/consents.js';
import { suppressSubscribers } from '../subscribers/suppressions.js';
import { bounce, complain, leave } from '../subscribers/transitions.js';

/** What soft bounces come to. */
export interface SoftBounceLimit {
  /** So many days with a soft bounce suppress. */
  readonly days: number;
  /** Older ones do not count. */
  readonly withinDays: number;
}

/** One day's, and what it was for. */
export interface SoftBounce {
  readonly subscriberId: number;
  readonly at: Date;
  readonly reason: FeedbackReason;
}

/** A mailbox that is full, or refuses, is there: it takes so many times the days. */
const LIVING_COUNTS_FOR = 4;
const LIVING = Object.entries(feedbackReasons)
  .filter(([, { blame }]) => blame === 'mailbox')
  .map(([reason]) => reason);

/** A message that stayed unanswered for so long was delivered: relays give up within five days (RFC 5321 §4.5.4.1). */
const SILENCE = `interval '5 days'`;

/** These addresses take no mail any more. */
export async function suppressBounced(client: Queryable, ids: readonly number[], at: Date): Promise<void> {
  if (ids.length === 0) return;
  await bounce(client, ids, at);
  await suppressSubscribers(client, ids, 'bounced', at);
}

/** By subscriber: the digest that a report, or a mail to us, is about. */
export type DigestsOfReaders = ReadonlyMap<number, number | null>;

/** These readers called it spam: they are off the list, and their addresses are not mailed again. */
export async function suppressComplained(
  client: Queryable,
  ids: readonly number[],
  at: Date,
  digests: DigestsOfReaders = new Map(),
): Promise<void> {
  if (ids.length === 0) return;
  const left = await complain(client, ids, at);
  await insertConsents(client, withdrawals(left, { via: 'report', digests }, at));
  await suppressSubscribers(client, ids, 'complained', at);
}

/** How readers left who did not use a page. */
export interface LeftByMail {
  readonly via: 'mailto' | 'report';
  readonly digests?: DigestsOfReaders;
}

/** These readers left, by a mail to the address in List-Unsubscribe or by a report. */
export async function unsubscribeByMail(
  client: Queryable,
  ids: readonly number[],
  how: LeftByMail,
  at: Date,
): Promise<void> {
  if (ids.length === 0) return;
  await insertConsents(client, withdrawals(await leave(client, ids, at), how, at));
}

function withdrawals(readers: readonly Subscriber[], { via, digests }: LeftByMail, at: Date): Consent[] {
  const withdrawn = { event: 'withdrawn', via, wording: null, clientHash: null, at } as const;
  return readers.map(({ id }) => ({ subscriberId: id, ...withdrawn, digestId: digests?.get(id) ?? null }));
}

/** Mail arrived: what bounced softly until then is forgotten. */
export async function resetSoftBounces(
  client: Queryable,
  deliveries: readonly { readonly subscriberId: number; readonly at: Date }[],
): Promise<void> {
  if (deliveries.length === 0) return;
  await client.query(
    `DELETE FROM soft_bounces b USING unnest($1::bigint[], $2::timestamptz[]) AS d (subscriber_id, at)
      WHERE b.subscriber_id = d.subscriber_id AND b.at <= d.at`,
    [deliveries.map(({ subscriberId }) => subscriberId), deliveries.map(({ at }) => at)],
  );
}

/**
 * Counts one soft bounce for each subscriber and day (UTC), and finds whose measure is full. A message that was
 * sent after the last ones and has not come back for five days was delivered, and starts the count anew.
 * @returns the subscribers to be suppressed
 */
export async function countSoftBounces(
  client: Queryable,
  bounces: readonly SoftBounce[],
  limit: SoftBounceLimit,
  now: Date,
): Promise<number[]> {
  if (bounces.length === 0) return [];
  const ids = bounces.map(({ subscriberId }) => subscriberId);
  await client.query(
    `INSERT INTO soft_bounces AS b (subscriber_id, day, at, reason)
     SELECT subscriber_id, (at AT TIME ZONE 'UTC')::date, max(at), (array_agg(reason ORDER BY at DESC))[1]
       FROM unnest($1::bigint[], $2::timestamptz[], $3::text[]) AS new (subscriber_id, at, reason)
      GROUP BY 1, 2 ORDER BY 1, 2
     ON CONFLICT (subscriber_id, day) DO UPDATE SET at = greatest(b.at, excluded.at), reason = excluded.reason`,
    [ids, bounces.map(({ at }) => at), bounces.map(({ reason }) => reason)],
  );
  await client.query(
    `DELETE FROM soft_bounces b
      WHERE b.subscriber_id = ANY ($1::bigint[])
        AND (b.at <= $2::timestamptz - make_interval(days => $3)
             OR EXISTS (SELECT FROM deliveries d
                         WHERE d.subscriber_id = b.subscriber_id AND d.state = 'sent'
                           AND d.settled_at > b.at AND d.settled_at <= $2::timestamptz - ${SILENCE}
                           AND NOT EXISTS (SELECT FROM feedback f
                                            WHERE f.subscriber_id = d.subscriber_id AND f.digest_id = d.digest_id
                                              AND f.class IN ('hard', 'soft'))))`,
    [ids, now, limit.withinDays],
  );
  const { rows } = await client.query<{ subscriber_id: number }>(
    `SELECT subscriber_id FROM soft_bounces WHERE subscriber_id = ANY ($1::bigint[])
      GROUP BY subscriber_id
     HAVING count(*) FILTER (WHERE reason IS NULL OR reason <> ALL ($3::text[])) >= $2
         OR count(*) >= $2 * ${LIVING_COUNTS_FOR}`,
    [ids, limit.days, LIVING],
  );
  return rows.map((row) => row.subscriber_id);
}
