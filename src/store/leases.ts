import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { SECOND_MS } from '../durations.js';
import type { Queryable } from './database.js';
import { LEASE_SECONDS } from './deliveries/lease.js';

/** What one process at a time does, of all that share the database. */
export type LeaseName = 'sweep' | 'schedules' | 'mailbox' | 'numbers' | 'imports';

/** The right to do so, renewed for as long as it is held. */
export interface Lease {
  /** Grows with each holder. */
  readonly number: number;
  /** Aborted when the lease was lost. */
  readonly signal: AbortSignal;
  /** Asks the database and renews. False where it is another's, or might be by the time of the answer. */
  isHeld(): Promise<boolean>;
  /**
   * Keeps the lease from being taken until the transaction ends.
   * @throws LeaseLost, so that what a former holder still writes is rolled back
   */
  fence(client: Queryable): Promise<void>;
}

/** Another process has taken what this one held. */
export class LeaseLost extends Error {
  constructor(readonly lease: LeaseName) {
    super(`the lease ${lease} is another's`);
    this.name = 'LeaseLost';
  }
}

export interface LeaseOptions {
  /** Whether to wait for another's to end, or to be turned away. */
  readonly wait?: boolean;
  /** How long it holds without being renewed; that of slices where absent. */
  readonly seconds?: number;
}

const ASK_AGAIN_MS = 200;

/**
 * Runs `work` while no other process does, under a lease that the database's clock judges: one that is stopped, cut
 * off or gone holds others up for the lease's time and no longer. No connection is held meanwhile.
 * @returns false when another process holds it, and `work` was not run
 */
export async function withLease(
  database: Queryable,
  name: LeaseName,
  work: (lease: Lease) => Promise<void>,
  { wait = false, seconds = LEASE_SECONDS }: LeaseOptions = {},
): Promise<boolean> {
  const holder = `${hostname()}/${process.pid}/${randomUUID()}`;
  let number = await take(database, { name, holder, seconds });
  while (number === null && wait) {
    await delay(ASK_AGAIN_MS * (0.5 + Math.random()));
    number = await take(database, { name, holder, seconds });
  }
  if (number === null) return false;
  const { lease, end } = keep(database, { name, number, seconds });
  try {
    await work(lease);
    return true;
  } finally {
    await end();
  }
}

interface LeaseRequest {
  readonly name: LeaseName;
  readonly holder: string;
  readonly seconds: number;
}

/** How often a lease was taken so far, by whichever process. */
export async function countHolders(database: Queryable, name: LeaseName): Promise<number> {
  const { rows } = await database.query<{ number: string }>('SELECT number FROM leases WHERE name = $1', [
    name,
  ]);
  return Number(rows[0]?.number ?? 0);
}

/** Its number, or null where somebody holds it. */
async function take(database: Queryable, { name, holder, seconds }: LeaseRequest): Promise<number | null> {
  const { rows } = await database.query<{ number: number }>(
    `INSERT INTO leases AS known (name, holder, number, lease_until)
     VALUES ($1, $2, 1, clock_timestamp() + make_interval(secs => $3))
     ON CONFLICT (name) DO UPDATE
        SET holder = excluded.holder, number = known.number + 1, lease_until = excluded.lease_until
      WHERE known.lease_until < clock_timestamp()
     RETURNING number`,
    [name, holder, seconds],
  );
  const number = rows[0]?.number;
  return number === undefined ? null : Number(number);
}

interface HeldLease extends Omit<LeaseRequest, 'holder'> {
  readonly number: number;
}

function keep(database: Queryable, held: HeldLease): { readonly lease: Lease; end(): Promise<void> } {
  const { name, number, seconds } = held;
  const lost = new AbortController();
  const isHeld = async (): Promise<boolean> => {
    // What was renewed before this process stood still may have ended since: the answer is no older than the question.
    const askedAt = performance.now();
    if (!lost.signal.aborted && !(await renew(database, held))) lost.abort(new LeaseLost(name));
    return !lost.signal.aborted && performance.now() - askedAt < seconds * SECOND_MS;
  };
  // Two renewals may fail.
  const renewal = setInterval(() => void isHeld().catch(() => undefined), (seconds * SECOND_MS) / 3);
  const lease: Lease = {
    number,
    signal: lost.signal,
    isHeld,
    fence: async (client) => {
      const { rowCount } = await client.query(
        'SELECT FROM leases WHERE name = $1 AND number = $2 FOR SHARE',
        [name, number],
      );
      if (rowCount !== 1) throw new LeaseLost(name);
    },
  };
  const end = async (): Promise<void> => {
    clearInterval(renewal);
    // One that cannot be given back ends by itself.
    await giveBack(database, held).catch(() => undefined);
  };
  return { lease, end };
}

/** One that ran out and that nobody has taken since is still the former holder's. */
async function renew(database: Queryable, { name, number, seconds }: HeldLease): Promise<boolean> {
  const { rowCount } = await database.query(
    `UPDATE leases SET lease_until = clock_timestamp() + make_interval(secs => $3) WHERE name = $1 AND number = $2`,
    [name, number, seconds],
  );
  return rowCount === 1;
}

async function giveBack(database: Queryable, { name, number }: HeldLease): Promise<void> {
  await database.query(`UPDATE leases SET lease_until = '-infinity' WHERE name = $1 AND number = $2`, [
    name,
    number,
  ]);
}
