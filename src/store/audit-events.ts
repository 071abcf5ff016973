import type { Actor } from '../model/actor.js';
import { type Database, inTransaction, type Queryable } from './database.js';

/** What was done, as it is read again. */
export interface AuditEvent {
  readonly id: number;
  readonly at: Date;
  readonly actorKind: Actor['kind'];
  readonly actorId: number | null;
  readonly actorName: string;
  readonly action: string;
  readonly objectKind: string | null;
  readonly objectId: string | null;
  readonly facts: Readonly<Record<string, unknown>>;
  /** The same for acts from one place, which cannot be read from it; null where it was on the machine itself. */
  readonly client: string | null;
}

export interface AuditQuery {
  /** An action, or what stands before its dot: `digest` is all that was done to digests. */
  readonly action?: string | undefined;
  /** As it was called then. */
  readonly actor?: string | undefined;
  readonly objectKind?: string | undefined;
  readonly objectId?: string | undefined;
  /** Pages go back from the newest, or with `after` on from that event. */
  readonly before?: number | undefined;
  readonly after?: number | undefined;
  readonly limit: number;
}

/**
 * A page of audit events: the newest first, or with `after` in the order of their ids. Who carries them elsewhere goes
 * on from the last id, so with `after` this waits for acts that have an id and are not committed, and none is missed.
 */
export function listAudit(database: Database, query: AuditQuery): Promise<readonly AuditEvent[]> {
  if (query.after === undefined) return readAudit(database, query);
  return inTransaction(database, async (client) => {
    await client.query("SET LOCAL lock_timeout = '5s'");
    await client.query('LOCK TABLE audit_events IN SHARE MODE');
    return readAudit(client, query);
  });
}

async function readAudit(database: Queryable, query: AuditQuery): Promise<readonly AuditEvent[]> {
  const { action, actor, objectKind, objectId, before, after, limit } = query;
  const { rows } = await database.query<AuditEvent & Record<string, unknown>>(
    `SELECT id, at, actor_kind AS "actorKind", actor_id AS "actorId", actor_name AS "actorName", action,
            object_kind AS "objectKind", object_id AS "objectId", facts,
            encode(substring(client_hash FOR 8), 'hex') AS client
       FROM audit_events
      WHERE ($1::text IS NULL OR action = $1 OR split_part(action, '.', 1) = $1)
        AND ($2::text IS NULL OR actor_name = $2)
        AND ($3::text IS NULL OR object_kind = $3)
        AND ($4::text IS NULL OR object_id = $4)
        AND ($5::bigint IS NULL OR id < $5)
        AND ($6::bigint IS NULL OR id > $6)
      ORDER BY id ${after === undefined ? 'DESC' : 'ASC'} LIMIT $7`,
    [action, actor, objectKind, objectId, before, after, limit],
  );
  return rows;
}
