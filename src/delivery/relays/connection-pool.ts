import type { PooledConnection } from './pooled-connection.js';

/** Whoever holds connections; only its identity counts. */
export type ConnectionHolder = object;

/**
 * The connections that mail leaves by, over which slices and calls for notices share. A row is marked as on the wire
 * only by someone who holds a connection, so a dead process leaves at most one such row for each connection,
 * however many slices it worked on.
 */
export interface ConnectionPool {
  readonly count: number;
  /** Waits for a connection; null when the signal came first. */
  take(holder: ConnectionHolder, signal: AbortSignal): Promise<PooledConnection | null>;
  /** Gives one connection back; whoever holds fewest gets it. */
  release(holder: ConnectionHolder, connection: PooledConnection): void;
  /** True while somebody waits who has no connection at all: a long slice gives way to a single message. */
  isWanted(): boolean;
}

interface Waiter {
  readonly holder: ConnectionHolder;
  readonly grant: (connection: PooledConnection) => void;
}

export function createConnectionPool(connections: readonly PooledConnection[]): ConnectionPool {
  const held = new Map<ConnectionHolder, number>();
  const waiting: Waiter[] = [];
  // The last one given back is the first one taken, so what is not needed falls idle.
  const free = [...connections];

  const count = (holder: ConnectionHolder): void => {
    held.set(holder, (held.get(holder) ?? 0) + 1);
  };
  return {
    count: connections.length,
    take(holder, signal) {
      if (signal.aborted) return Promise.resolve(null);
      const connection = free.pop();
      if (connection !== undefined) {
        count(holder);
        return Promise.resolve(connection);
      }
      return waitFor(waiting, holder, signal);
    },
    release(holder, connection) {
      const left = (held.get(holder) ?? 0) - 1;
      if (left > 0) held.set(holder, left);
      else held.delete(holder);
      connection.rest();
      const next = neediest(waiting, held);
      if (next === undefined) {
        free.push(connection);
        return;
      }
      count(next.holder);
      next.grant(connection);
    },
    isWanted: () => waiting.some(({ holder }) => !held.has(holder)),
  };
}

/** Null when the signal came first. */
function waitFor(
  waiting: Waiter[],
  holder: ConnectionHolder,
  signal: AbortSignal,
): Promise<PooledConnection | null> {
  return new Promise((resolve) => {
    const settle = (granted: PooledConnection | null): void => {
      waiting.splice(waiting.indexOf(waiter), 1);
      signal.removeEventListener('abort', refuse);
      resolve(granted);
    };
    const refuse = (): void => settle(null);
    const waiter: Waiter = { holder, grant: settle };
    waiting.push(waiter);
    signal.addEventListener('abort', refuse, { once: true });
  });
}

/** Who waits and holds fewest; the first of several. */
function neediest(
  waiting: readonly Waiter[],
  held: ReadonlyMap<ConnectionHolder, number>,
): Waiter | undefined {
  return waiting.reduce<Waiter | undefined>((best, waiter) => {
    const holds = held.get(waiter.holder) ?? 0;
    return best === undefined || holds < (held.get(best.holder) ?? 0) ? waiter : best;
  }, undefined);
}
