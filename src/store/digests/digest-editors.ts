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
     decided AS (
       SELECT id::text FROM curations
        WHERE kind = $4 AND period = $5 OR kind IS NULL AND period BETWEEN $5 AND $6)
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
