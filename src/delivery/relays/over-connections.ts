import { setTimeout as delay } from 'node:timers/promises';
import type { SharedStop } from '../stop-reason.js';
import type { ConnectionPool } from './connection-pool.js';
import type { PooledConnection } from './pooled-connection.js';
import type { Admission } from './relay-gate.js';
import { WORTH_WAITING_MS } from './relay-pace.js';

/** The work on one slice, or of one call for notices, which goes on over several connections at once. */
export interface SharedWork {
  readonly pool: ConnectionPool;
  readonly stop: SharedStop;
}

/** The time between two messages on one connection. Whoever must wait records first what it knows. */
export interface Turn {
  /** The connection that is held now; waiting may change it. */
  connection(): PooledConnection;
  /** Whether a message to the domain may follow on this connection; `wait` also where others need it. */
  admit(domain: string | null): Admission;
  /**
   * Gives way to others that wait for a connection, and waits until it is known what becomes of a message to the
   * domain. Null: no more is sent on this connection.
   */
  wait(domain: string | null): Promise<Admission | null>;
}

/** For less than this a connection is kept, with what may be pipelined on it already. */
const REST_FROM_MS = 100;

const GIVE_WAY: Admission = { kind: 'wait', ms: 0 };

/**
 * Works over all connections at once, as far as others leave them. Everything has ended before it returns,
 * whatever goes wrong on one connection.
 * @param sendOn sends on one connection until it has nothing to send; not called where the work ended before
 * @throws the first error of a connection
 */
export async function overConnections(
  work: SharedWork,
  sendOn: (turn: Turn) => Promise<void>,
): Promise<void> {
  const { pool, stop } = work;
  const errors: unknown[] = [];
  // A relay that pauses for long leaves the work to the others, if there are any.
  let paused = 0;
  const onLongPause = (): void => {
    paused += 1;
    if (paused === pool.count) stop.stop('paused');
  };
  const sendOnOne = async (): Promise<void> => {
    const first = await pool.take(work, stop.exhausted);
    if (first === null) return;
    const held: HeldConnection = { connection: first, isHeld: true };
    try {
      await sendOn(turnOn(held, work, onLongPause));
    } catch (error) {
      errors.push(error);
      stop.stop('stopped');
    } finally {
      if (held.isHeld) pool.release(work, held.connection);
    }
  };
  await Promise.all(Array.from({ length: pool.count }, sendOnOne));
  if (errors.length > 0) throw errors[0];
}

interface HeldConnection {
  connection: PooledConnection;
  isHeld: boolean;
}

function turnOn(held: HeldConnection, work: SharedWork, onLongPause: () => void): Turn {
  const { pool, stop } = work;
  return {
    connection: () => held.connection,
    admit: (domain) => (pool.isWanted(held.connection) ? GIVE_WAY : held.connection.admit(domain)),
    async wait(domain) {
      if (pool.isWanted(held.connection)) await giveWay(held, work);
      while (held.isHeld && !stop.signal.aborted) {
        const admission = held.connection.admit(domain);
        if (admission.kind !== 'wait') return admission;
        if (admission.ms >= REST_FROM_MS) held.connection.rest();
        if (admission.ms > WORTH_WAITING_MS) {
          onLongPause();
          return null;
        }
        await waitUnlessStopped(admission.ms, stop.signal);
      }
      return null;
    },
  };
}

async function giveWay(held: HeldConnection, work: SharedWork): Promise<void> {
  work.pool.release(work, held.connection);
  held.isHeld = false;
  const other = await work.pool.take(work, work.stop.signal);
  if (other === null) return;
  held.connection = other;
  held.isHeld = true;
}

async function waitUnlessStopped(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(milliseconds, undefined, { signal });
  } catch {
    // Stopped: the caller looks at the signal.
  }
}
