import type { FeedbackEvent } from '../../model/feedback.js';
import type { Evidence, FeedbackEffect, FeedbackSource, NoEffectCause } from '../../model/feedback-effect.js';
import type { Queryable } from '../database.js';

/** By what the subscriber behind one event is looked for: the first that is not null. */
export interface FeedbackLookup {
  readonly subscriberId: number | null;
  readonly noticeId: number | null;
  /** As `addressKey` writes it. */
  readonly addressKey: string | null;
  /** The digest it is about; null for the newest one that the subscriber was sent. */
  readonly digestId: number | null;
}

/** What the rows say of the message that one event is about. */
export interface FeedbackSubject {
  /** Null where there is no such subscriber any more; so is what follows. */
  readonly subscriberId: number | null;
  readonly address: string | null;
  readonly digestId: number | null;
  readonly noticeId: number | null;
  /** When the relay took the message; null where nobody knows. */
  readonly sentAt: Date | null;
  /** When an operator last lifted a suppression of the address. */
  readonly liftedAt: Date | null;
}

const SUBJECTS = `
SELECT s.id AS subscriber_id, s.address, coalesce(d.digest_id, g.id) AS digest_id, n.id AS notice_id,
       coalesce(n.settled_at, d.settled_at) AS sent_at,
       (SELECT max(at) FROM suppression_lifts l WHERE l.address_hash = s.address_hash AND l.undone_at IS NULL) AS lifted_at
  FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[])
         WITH ORDINALITY AS w (subscriber_id, notice_id, address_key, digest_id, position)
  LEFT JOIN notices n ON n.id = w.notice_id
  LEFT JOIN digests g ON g.id = w.digest_id
  LEFT JOIN subscribers s ON s.id = coalesce(
    w.subscriber_id, n.subscriber_id, (SELECT id FROM subscribers k WHERE k.address_key = w.address_key))
  LEFT JOIN LATERAL (
    SELECT digest_id, settled_at FROM deliveries
     WHERE subscriber_id = s.id AND state IN ('sent', 'uncertain')
       AND (w.digest_id IS NULL OR digest_id = w.digest_id)
     ORDER BY digest_id DESC LIMIT 1
  ) AS d ON n.id IS NULL
 ORDER BY w.position`;

/** One subject for each lookup, in its order. */
export async function findSubjects(
  client: Queryable,
  lookups: readonly FeedbackLookup[],
): Promise<FeedbackSubject[]> {
  const { rows } = await client.query<{
    subscriber_id: number | null;
    address: string | null;
    digest_id: number | null;
    notice_id: number | null;
    sent_at: Date | null;
    lifted_at: Date | null;
  }>(SUBJECTS, [
    lookups.map(({ subscriberId }) => subscriberId),
    lookups.map(({ noticeId }) => noticeId),
    lookups.map(({ addressKey }) => addressKey),
    lookups.map(({ digestId }) => digestId),
  ]);
  return rows.map((row) => ({
    subscriberId: row.subscriber_id,
    address: row.address,
    digestId: row.digest_id,
    noticeId: row.notice_id,
    sentAt: row.sent_at,
    liftedAt: row.lifted_at,
  }));
}

/** Lets one report after the other act on the same subscribers; held to the end of the transaction. */
export async function lockSubscribers(client: Queryable, ids: readonly number[]): Promise<void> {
  await client.query('SELECT FROM subscribers WHERE id = ANY ($1::bigint[]) ORDER BY id FOR NO KEY UPDATE', [
    ids,
  ]);
}

/** One event with its effect, as it is kept. */
export interface NewFeedback {
  readonly contentHash: Buffer;
  readonly source: FeedbackSource;
  readonly event: FeedbackEvent;
  readonly evidence: Evidence;
  readonly effect: FeedbackEffect;
  readonly cause: NoEffectCause | null;
  readonly subscriberId: number | null;
  readonly digestId: number | null;
  readonly noticeId: number | null;
  /** Of the address that was mailed. */
  readonly domain: string | null;
  readonly excerpt: string | null;
  readonly occurredAt: Date;
  readonly receivedAt: Date;
}

/**
 * Keeps events, each once however often it comes: what another transaction is keeping at this moment is waited
 * for.
 * @returns the ids of those that were new, by the content hash in hex
 */
export async function insertFeedback(
  client: Queryable,
  feedback: readonly NewFeedback[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await client.query<{ id: number; hash: string }>(
    `INSERT INTO feedback (content_hash, source, class, status, reply, reason, rule, evidence, effect, cause,
                           subscriber_id, digest_id, notice_id, domain, excerpt, occurred_at, received_at, grade)
     SELECT * FROM unnest($1::bytea[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                          $8::text[], $9::text[], $10::text[], $11::bigint[], $12::bigint[], $13::bigint[],
                          $14::text[], $15::text[], $16::timestamptz[], $17::timestamptz[], $18::text[])
              AS new (content_hash)
      ORDER BY content_hash
     ON CONFLICT (content_hash) DO NOTHING
     RETURNING id, encode(content_hash, 'hex') AS hash`,
    [
      feedback.map(({ contentHash }) => contentHash),
      feedback.map(({ source }) => source),
      feedback.map(({ event }) => event.class),
      feedback.map(({ event }) => event.status),
      feedback.map(({ event }) => event.reply),
      feedback.map(({ event }) => event.reason),
      feedback.map(({ event }) => event.rule),
      feedback.map(({ evidence }) => evidence),
      feedback.map(({ effect }) => effect),
      feedback.map(({ cause }) => cause),
      feedback.map(({ subscriberId }) => subscriberId),
      feedback.map(({ digestId }) => digestId),
      feedback.map(({ noticeId }) => noticeId),
      feedback.map(({ domain }) => domain),
      feedback.map(({ excerpt }) => excerpt),
      feedback.map(({ occurredAt }) => occurredAt),
      feedback.map(({ receivedAt }) => receivedAt),
      feedback.map(({ event }) => event.grade),
    ],
  );
  return new Map(rows.map(({ id, hash }) => [hash, id]));
}

/** The soft bounces of these subscribers filled the measure: their newest rows say so. */
export async function raiseToSuppressed(client: Queryable, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await client.query("UPDATE feedback SET effect = 'suppressed' WHERE id = ANY ($1::bigint[])", [ids]);
}

/** Forgets what old reports said word for word; what they meant stays. Returns how many. */
export async function dropExcerpts(database: Queryable, before: Date): Promise<number> {
  const { rowCount } = await database.query(
    `UPDATE feedback SET excerpt = NULL
      WHERE id IN (SELECT id FROM feedback WHERE excerpt IS NOT NULL AND received_at < $1
                    ORDER BY received_at LIMIT 10000)`,
    [before],
  );
  return rowCount ?? 0;
}
