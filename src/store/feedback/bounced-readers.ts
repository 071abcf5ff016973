import type { Queryable } from '../database.js';

/** Which suppressed readers; what is null is not asked for. */
export interface BouncedFilter {
  /** When they were suppressed. */
  readonly since: Date | null;
  readonly until: Date | null;
  /** One of these reasons, as sessions and reports give them. */
  readonly causes: readonly string[] | null;
  /** By its name. */
  readonly relay: string | null;
  /** Words of the reply or the report, with its codes; upper and lower case are alike. */
  readonly reply: string | null;
}

/** Readers who were suppressed for one cause, by one relay, with one code. */
export interface BouncedGroup {
  readonly cause: string | null;
  readonly relay: string | null;
  readonly reply: string | null;
  readonly status: string | null;
  readonly readers: number;
}

/*
 * What suppressed a reader is what was settled at the very moment of the suppression: a message of a session, a notice,
 * a refusal that came again, or a report. Up to four indexed look-ups for each suppressed reader.
 */
const SAID = `
SELECT coalesce(d.refusal_reason, d.reason) AS cause, d.relay, d.reply_code::text AS reply, d.reply_status AS status, d.reply_text AS text
  FROM deliveries d WHERE d.subscriber_id = s.id AND d.settled_at = x.created_at AND d.state = 'failed'
UNION ALL
SELECT coalesce(n.refusal_reason, n.reason), NULL, n.reply_code::text, n.reply_status, n.reply_text
  FROM notices n WHERE n.subscriber_id = s.id AND n.settled_at = x.created_at AND n.state = 'failed'
UNION ALL
SELECT r.reason, d.relay, NULL, NULL, r.words
  FROM refusals r LEFT JOIN deliveries d ON d.digest_id = r.digest_id AND d.subscriber_id = r.subscriber_id
 WHERE r.subscriber_id = s.id AND r.at = x.created_at AND r.effect = 'suppressed'
UNION ALL
SELECT f.reason, d.relay, f.reply, f.status, f.excerpt
  FROM feedback f LEFT JOIN deliveries d ON d.digest_id = f.digest_id AND d.subscriber_id = f.subscriber_id
 WHERE f.subscriber_id = s.id AND f.received_at = x.created_at AND f.effect = 'suppressed'`;

const MATCHES = `($3::text[] IS NULL OR e.cause = ANY ($3)) AND ($4::text IS NULL OR e.relay = $4)
  AND ($5::text IS NULL
       OR position($5 IN lower(regexp_replace(concat_ws(' ', e.reply, e.status, e.text), '\\s+', ' ', 'g'))) > 0)`;

/** Suppressed by a bounce, with a subscriber; an address that was erased since comes back by its person alone. */
const BOUNCED = `
FROM suppressions x JOIN subscribers s ON s.address_hash = x.address_hash
WHERE x.reason = 'bounced' AND x.created_at >= coalesce($1::timestamptz, '-infinity')
  AND x.created_at < coalesce($2::timestamptz, 'infinity')`;

function valuesOf({ since, until, causes, relay, reply }: BouncedFilter): unknown[] {
  return [since, until, causes, relay, reply?.toLowerCase().replace(/\s+/g, ' ').trim() ?? null];
}

/** How many readers a filter finds, by what suppressed them, most first; one with several signs counts by the first. */
export async function countBounced(database: Queryable, filter: BouncedFilter): Promise<BouncedGroup[]> {
  const { rows } = await database.query<BouncedGroup & Record<string, unknown>>(
    `SELECT found.cause, found.relay, found.reply, found.status, count(*) AS readers
       FROM (SELECT x.address_hash, e.*
               ${BOUNCED.replace('WHERE', `LEFT JOIN LATERAL (SELECT * FROM (${SAID}) AS e WHERE ${MATCHES} LIMIT 1) AS e ON true WHERE`)}
                AND (e.cause IS NOT NULL OR num_nonnulls($3::text[], $4::text, $5::text) = 0)) AS found
      GROUP BY 1, 2, 3, 4 ORDER BY 5 DESC, 1, 2, 3, 4`,
    valuesOf(filter),
  );
  return rows;
}

/** The next subscribers that a filter finds, in order of id; their suppressions are held to the end of the transaction. */
export async function findBounced(
  client: Queryable,
  filter: BouncedFilter,
  after: number,
  limit: number,
): Promise<number[]> {
  const { rows } = await client.query<{ id: number }>(
    `SELECT s.id ${BOUNCED} AND s.id > $6
        AND (num_nonnulls($3::text[], $4::text, $5::text) = 0 OR EXISTS (SELECT FROM (${SAID}) AS e WHERE ${MATCHES}))
      ORDER BY s.id LIMIT $7 FOR UPDATE OF x`,
    [...valuesOf(filter), after, limit],
  );
  return rows.map(({ id }) => id);
}
