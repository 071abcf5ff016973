import type { ImportVerdict } from '../../model/import.js';
import type { SubscriberState, SuppressionReason } from '../../model/subscriber.js';
import type { Queryable } from '../database.js';

/** What is known of an address that a line names. */
export interface KnownAddress {
  readonly subscriberId: number | null;
  readonly state: SubscriberState | null;
  /** Whether they asked here by themselves: what a former service says of them is older. */
  readonly bySelf: boolean;
  readonly suppression: SuppressionReason | null;
  /** What earlier lines of the same import with this address came to. */
  readonly earlier: readonly ImportVerdict[];
  /** Whether a later line stops the address, as the check of the whole list found. */
  readonly stoppedLater: boolean;
}

/** The lines that are looked at, of which import. */
export interface LookedAtLines {
  readonly importId: number;
  /** The first of them. */
  readonly from: number;
  /** Whether a check went through all lines before. */
  readonly isChecked: boolean;
}

/** An address that lines name. */
export interface NamedAddress {
  readonly key: string;
  readonly hash: Buffer;
  /** Whether other lines may have it too; false: a check of the whole list found that none has that counts. */
  readonly isAmongOthers: boolean;
}

/** Of lines with one address: where a file has the same one on each line, each would look at all others. */
const LOOKED_AT = 50;

/** By the hash of the address, in hexadecimal. */
export async function readKnownAddresses(
  client: Queryable,
  named: readonly NamedAddress[],
  { importId, from, isChecked }: LookedAtLines,
): Promise<ReadonlyMap<string, KnownAddress>> {
  const { rows } = await client.query<KnownAddress & { readonly hash: string }>(
    `SELECT encode(wanted.address_hash, 'hex') AS hash, s.id AS "subscriberId", s.state, x.reason AS suppression,
            coalesce(mentioned.earlier, '{}') AS earlier, own.subscriber_id IS NOT NULL AS "bySelf",
            $6 AND wanted.among
              AND EXISTS (SELECT FROM (SELECT verdict FROM import_lines l
                                        WHERE l.address_hash = wanted.address_hash AND l.import_id = $4 AND l.line >= $5
                                        LIMIT ${LOOKED_AT}) AS later
                           WHERE verdict = 'suppressed') AS "stoppedLater"
       FROM unnest($1::text[], $2::bytea[], $3::boolean[]) AS wanted (address_key, address_hash, among)
       LEFT JOIN subscribers s ON s.address_key = wanted.address_key
       -- OFFSET and LIMIT have each looked up by itself: for as many as there may be the planner would read all rows.
       LEFT JOIN LATERAL (SELECT reason FROM suppressions WHERE address_hash = wanted.address_hash OFFSET 0) AS x ON true
       LEFT JOIN LATERAL (SELECT c.subscriber_id FROM consents c
                           WHERE c.subscriber_id = s.id AND (c.event IN ('confirmed', 'resumed')
                                                             OR c.event = 'requested' AND c.via <> 'import')
                           LIMIT 1) AS own ON true
       CROSS JOIN LATERAL (SELECT array_agg(DISTINCT verdict) AS earlier
                             FROM (SELECT verdict FROM import_lines l
                                    WHERE wanted.among AND l.address_hash = wanted.address_hash
                                      AND l.import_id = $4 AND l.line < $5
                                    LIMIT ${LOOKED_AT}) AS before) AS mentioned`,
    [
      named.map(({ key }) => key),
      named.map(({ hash }) => hash),
      named.map(({ isAmongOthers }) => isAmongOthers),
      ...[importId, from, isChecked],
    ],
  );
  return new Map(rows.map(({ hash, ...known }) => [hash, known]));
}

/** Invitations of an import that were written since a moment, and how many of those addresses turned out to be dead. */
export async function countInvitations(
  client: Queryable,
  importId: number,
  since: Date,
): Promise<{ readonly written: number; readonly dead: number; readonly oldest: Date | null }> {
  const { rows } = await client.query<{ written: number; dead: number; oldest: Date | null }>(
    `SELECT count(*) AS written, count(*) FILTER (WHERE s.state = 'bounced') AS dead, min(c.at) AS oldest
       FROM consents c JOIN subscribers s ON s.id = c.subscriber_id
      WHERE c.import_id = $1 AND c.event = 'requested' AND c.at >= $2`,
    [importId, since],
  );
  return rows[0] ?? { written: 0, dead: 0, oldest: null };
}
