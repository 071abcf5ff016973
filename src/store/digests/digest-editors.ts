import type { Actor } from '../../model/actor.js';
import { type DigestName, digestName, lastDayOf } from '../../model/digest-period.js';
import type { Queryable } from '../database.js';

/** Acts on a digest that change nothing of what readers see. */
const STEERING = [
  'digest.hold',
  'digest.lift',
  'digest.approve',
  'digest.freeze',
  'digest.freeze-again',
  'digest.release',
  'digest.pause',
  'digest.resume',
  'digest.cancel',
  'digest.test',
  'deliveries.settle',
];

/**
 * Whether whoever acts has a part in what a digest holds: pinned, added or hid a paper of it, took that back, or
 * wrote what stands with it. A key acts for the operator who made it.
 */
export async function hasEdited(
  client: Queryable,
  { kind, period }: DigestName,
  { kind: actorKind, id, name }: Pick<Actor, 'kind' | 'id' | 'name'>,
): Promise<boolean> {
  const { rows } = await client.query<{ edited: boolean }>(
    `WITH person AS (
       SELECT CASE WHEN $1 = 'operator' THEN $2::bigint
                   WHEN $1 = 'key' THEN (SELECT made_by FROM api_keys WHERE id = $2) END AS operator_id),
     frozen AS (
       SELECT (SELECT frozen_at FROM digests WHERE kind = $4 AND period = $5) AS at,
              coalesce((SELECT frozen_at FROM digests WHERE kind = $4 AND period < $5 ORDER BY period DESC LIMIT 1),
                       '-infinity') AS before_at),
     decided AS (
       SELECT c.id::text FROM curations c CROSS JOIN frozen f
        WHERE CASE
          -- What is hidden from an earlier day on, as for a week that has begun, keeps out of this one what was new to it.
          WHEN c.kind IS NULL
            THEN c.period <= $6 AND (c.period >= $5 OR greatest(c.created_at, c.ended_at) > f.before_at)
          -- What was meant for an earlier one that never froze came into this one.
          WHEN c.kind = $4 AND c.period <= $5
            THEN NOT EXISTS (SELECT FROM digests WHERE kind = $4 AND period >= c.period AND period < $5)
          -- What was put off for a later one did not.
          WHEN c.kind = $4 THEN c.created_at > f.before_at AND c.created_at <= f.at
          ELSE false END)
     SELECT EXISTS (
       SELECT FROM audit_events a CROSS JOIN person p
        WHERE (a.object_kind = 'paper' AND a.facts ->> 'curation' IN (SELECT id FROM decided)
               OR a.object_kind = 'digest' AND a.object_id = $7 AND NOT a.action = ANY ($8::text[]))
          AND (a.actor_kind = $1 AND a.actor_id IS NOT DISTINCT FROM $2 AND ($2::bigint IS NOT NULL OR a.actor_name = $3)
               OR a.actor_kind = 'operator' AND a.actor_id = p.operator_id
               OR a.actor_kind = 'key' AND a.actor_id IN (SELECT id FROM api_keys WHERE made_by = p.operator_id))
     ) AS edited`,
    [actorKind, id, name, kind, period, lastDayOf(kind, period), digestName(kind, period), STEERING],
  );
  return rows[0]?.edited ?? false;
}
