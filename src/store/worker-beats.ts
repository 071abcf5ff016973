import type { Queryable } from './database.js';

/** A process that works on the queue. */
export interface Worker {
  /** Unique for each process; host and process id are in it. */
  readonly worker: string;
  readonly role: 'all' | 'worker';
  readonly version: string;
}

export interface WorkerBeat extends Worker {
  readonly startedAt: Date;
  /** Since it showed itself last, in seconds by the database's clock. */
  readonly ageSeconds: number;
}

/** A worker that did not show itself for longer is lost: three beats are missing. */
export const LOST_AFTER_SECONDS = 60;

export function isLiving({ ageSeconds }: Pick<WorkerBeat, 'ageSeconds'>): boolean {
  return ageSeconds <= LOST_AFTER_SECONDS;
}

/** Writes that a worker lives, and forgets those of which nothing was heard for a day. */
export async function recordBeat(database: Queryable, { worker, role, version }: Worker): Promise<void> {
  await database.query(
    `WITH gone AS (DELETE FROM worker_beats WHERE beat_at < clock_timestamp() - interval '1 day' AND worker <> $1)
     INSERT INTO worker_beats (worker, role, version, started_at, beat_at)
     VALUES ($1, $2, $3, clock_timestamp(), clock_timestamp())
     ON CONFLICT (worker) DO UPDATE SET beat_at = excluded.beat_at`,
    [worker, role, version],
  );
}

/** A worker that ends in peace is not missed. */
export async function forgetBeat(database: Queryable, worker: string): Promise<void> {
  await database.query('DELETE FROM worker_beats WHERE worker = $1', [worker]);
}

/** All workers that were heard of within a day, the latest first. */
export async function listBeats(database: Queryable): Promise<WorkerBeat[]> {
  const { rows } = await database.query<{
    worker: string;
    role: WorkerBeat['role'];
    version: string;
    started_at: Date;
    age: number;
  }>(
    `SELECT worker, role, version, started_at,
            extract(epoch FROM clock_timestamp() - beat_at)::float8 AS age
       FROM worker_beats ORDER BY beat_at DESC, worker`,
  );
  return rows.map(({ worker, role, version, started_at, age }) => ({
    worker,
    role,
    version,
    startedAt: started_at,
    ageSeconds: Math.max(0, age),
  }));
}
