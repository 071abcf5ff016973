import type { Digest, DigestPaper } from '../../model/digest.js';
import { orderedPositions } from '../../model/reading-order.js';
import { sentPositions } from '../../model/sent-positions.js';
import type { Queryable } from '../database.js';
import { papersOfDigest } from '../digests/digest-papers.js';
import { type DigestRow, digestFromRow } from '../digests/digests.js';

/** A digest with what it holds for one reader. */
export interface ReadersDigest extends Digest {
  /** In order of position. */
  readonly papers: readonly DigestPaper[];
}

/**
 * The newest released digests of the kind that a reader chose, with what they hold for that reader; without
 * those that were never matched with the reader's rules, which are older than the rules.
 */
export async function readersDigests(
  database: Queryable,
  subscriberId: number,
  limit: number,
): Promise<ReadersDigest[]> {
  const { rows } = await database.query<DigestRow>(
    `SELECT d.* FROM subscribers s JOIN digests d ON d.kind = s.frequency
      WHERE s.id = $1 AND d.released_at IS NOT NULL AND d.cancelled_at IS NULL
        AND EXISTS (SELECT FROM digest_papers WHERE digest_id = d.id)
        AND (s.rule_set_id IS NULL
             OR EXISTS (SELECT FROM editions WHERE digest_id = d.id AND rule_set_id = s.rule_set_id))
      ORDER BY d.period DESC LIMIT $2`,
    [subscriberId, limit],
  );
  const digests: ReadersDigest[] = [];
  for (const row of rows) {
    const papers = await papersForReader(database, row.id, subscriberId);
    if (papers.length > 0) digests.push({ ...digestFromRow(row), papers });
  }
  return digests;
}

/**
 * The papers of a digest that a reader was sent, or would be: by the rules, without what came before, and in the
 * order in which they were sent. It only reads: where the digest was never matched with the rules, all of its
 * papers; where no order was decided, the common one.
 */
export async function papersForReader(
  database: Queryable,
  digestId: number,
  subscriberId: number,
): Promise<DigestPaper[]> {
  const { rows } = await database.query<{
    positions: number[] | null;
    most: number | null;
    left_out: number[] | null;
    own_order: number[] | null;
  }>(
    `SELECT e.positions, e.most, d.left_out, o.positions AS own_order
       FROM subscribers s
       LEFT JOIN deliveries d ON d.subscriber_id = s.id AND d.digest_id = $1
       LEFT JOIN delivery_orders o ON o.subscriber_id = d.subscriber_id AND o.digest_id = d.digest_id
       LEFT JOIN editions e ON e.digest_id = $1
        AND e.rule_set_id = CASE WHEN d.digest_id IS NULL THEN s.rule_set_id ELSE d.rule_set_id END
      WHERE s.id = $2`,
    [digestId, subscriberId],
  );
  const [row] = rows;
  const papers = await papersOfDigest(database, digestId);
  const positions = row?.positions ?? papers.map(({ position }) => position);
  const sent = sentPositions({ positions, most: row?.most ?? null }, row?.left_out ?? null);
  const byPosition = new Map(papers.map((paper) => [paper.position, paper]));
  return orderedPositions(row?.own_order ?? null, sent).flatMap((position) => byPosition.get(position) ?? []);
}
