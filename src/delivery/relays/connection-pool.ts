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
  /**
   * Whether a connection is to be given back, so that a long slice gives way to a single message: true for as many as
   * there are who wait and have none at all, and for each of these until it is given back. What others have sent ahead
   * and marked on theirs stays.
   */
  isWanted(connection: PooledConnection): boolean;
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
  const wanted = new Set<PooledConnection>();
  /** How many wait and have none: each message asks, and many may wait. */
  let without = 0;

  const recount = (): void => {
    without = new Set(waiting.flatMap(({ holder }) => (held.has(holder) ? [] : [holder]))).size;
  };
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
      return waitFor({ waiting, onChange: recount }, holder, signal);
    },
    release(holder, connection) {
      const left = (held.get(holder) ?? 0) - 1;
      if (left > 0) held.set(holder, left);
      else held.delete(holder);
      wanted.delete(connection);
      connection.rest();
      const next = neediest(waiting, held);
      if (next === undefined) {
        free.push(connection);
        return;
      }
      count(next.holder);
      next.grant(connection);
    },
    isWanted(connection) {
      if (without > wanted.size) wanted.add(connection);
      return wanted.size > 0 && wanted.has(connection);
    },
  };
}

/** Null when the signal came first. */
function waitFor(
  { waiting, onChange }: { readonly waiting: Waiter[]; readonly onChange: () => void },
  holder: ConnectionHolder,
  signal: AbortSignal,
): Promise<PooledConnection | null> {
  return new Promise((resolve) => {
    const settle = (granted: PooledConnection | null): void => {
      waiting.splice(waiting.indexOf(waiter), 1);
      onChange();
      signal.removeEventListener('abort', refuse);
      resolve(granted);
    };
    const refuse = (): void => settle(null);
    const waiter: Waiter = { holder, grant: settle };
    waiting.push(waiter);
    onChange();
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
