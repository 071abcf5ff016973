import type { DigestKind, WithdrawnPaper } from '../../model/digest.js';
import type { Queryable } from '../database.js';

/** Readers of digests older than this have long read on. */
const TOLD_FOR_DAYS = 60;

/**
 * Papers that a released digest of the kind held and that were withdrawn after it was frozen, as its readers saw
 * their titles. Those that a later digest has told of already, or tells of once it is
 * released, are left out.
 */
export async function withdrawnSince(
  client: Queryable,
  kind: DigestKind,
  now: Date,
): Promise<WithdrawnPaper[]> {
  const { rows } = await client.query<WithdrawnPaper>(
    `SELECT p.id, held.paper ->> 'title' AS title
       FROM papers p
       JOIN digest_papers held ON held.kind = $1 AND held.paper_id = p.id
       JOIN digests d ON d.id = held.digest_id
      WHERE p.withdrawn_at <= $2 AND p.withdrawn_at > d.frozen_at AND d.released_at IS NOT NULL
        AND d.frozen_at > $2::timestamptz - make_interval(days => $3)
        AND NOT EXISTS (SELECT FROM digests told
                         WHERE told.kind = $1 AND told.frozen_at > d.frozen_at
                           AND (told.released_at IS NOT NULL OR told.cancelled_at IS NULL)
                           AND told.remarks -> 'withdrawn' @> jsonb_build_array(jsonb_build_object('id', p.id)))
      ORDER BY d.frozen_at, held.position`,
    [kind, now, TOLD_FOR_DAYS],
  );
  return rows;
}
