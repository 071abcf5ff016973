import { EventEmitter } from 'node:events';
import type { PgPool, PgPoolClient } from 'bullmq';
import type pg from 'pg';

/** The pool as BullMQ's workers are given it. */
export interface SharedListener {
  readonly pool: PgPool;
  /** Gives the connection back, before the pool is ended. */
  close(): Promise<void>;
}

/**
 * BullMQ checks a connection out of the pool for each worker, to LISTEN on it to a channel that all queues have in
 * common: eight that are told the same. Here all workers have one. Statements go over the pool as they do.
 */
export function openSharedListener(pool: pg.Pool): SharedListener {
  const hearers = new Set<EventEmitter>();
  let connecting: Promise<Query> | null = null;
  let current: pg.PoolClient | null = null;

  function connect(): Promise<Query> {
    return new Promise((resolve, reject) => {
      pool.connect((fault, client) => {
        if (client === undefined) return reject(fault);
        // At once: that the server ends it may stand in the packet whose answer made it free.
        client.on('error', (error) => lose(client, error));
        client.on('notification', (message) => {
          for (const hearer of [...hearers]) hearer.emit('notification', message);
        });
        current = client;
        resolve(inTurn(client));
      });
    });
  }

  /** All are told, and each asks for a connection anew: the first of them opens it. */
  function lose(client: pg.PoolClient, error: Error): void {
    if (client !== current) return;
    [connecting, current] = [null, null];
    client.release(true);
    const told = [...hearers];
    hearers.clear();
    for (const hearer of told) if (hearer.listenerCount('error') > 0) hearer.emit('error', error);
  }

  async function checkOut(): Promise<PgPoolClient> {
    connecting ??= connect();
    const asked = connecting;
    try {
      const query = await asked;
      // A worker that had a share of it would keep that for good.
      if (connecting !== asked) throw new Error('the connection was lost as it was opened');
      return shareOf(query, hearers);
    } catch (error) {
      if (connecting === asked) connecting = null;
      throw error;
    }
  }

  return {
    pool: poolOf(pool, checkOut),
    close: async () => {
      await connecting?.catch(() => undefined);
      const client = current;
      [connecting, current] = [null, null];
      hearers.clear();
      client?.release(true);
    },
  };
}

/** @param connect is asked by workers alone, and to LISTEN; statements are given to the pool itself */
function poolOf(pool: pg.Pool, connect: () => Promise<PgPoolClient>): PgPool {
  const shared = {
    // Without the pool's options BullMQ does not see `keepAlive` and looks for a job every ten seconds at least. It
    // would else believe each LISTEN for an hour, also one after a fault of which the look that goes with it was lost.
    connect,
    query: (text: string, values?: unknown[]) => pool.query(text, values),
    end: () => pool.end(),
    on: (event: 'error', listener: (error: Error) => void) => {
      pool.on(event, listener);
      return shared;
    },
    removeAllListeners: () => shared,
  };
  return shared as unknown as PgPool;
}

type Query = (text: string, values?: unknown[]) => Promise<unknown>;

/** One statement after the other: pg is about to refuse what is asked for while another is answered. */
function inTurn(client: pg.PoolClient): Query {
  let last: Promise<unknown> = Promise.resolve();
  return (text, values) => {
    const result = last.then(() => client.query(text, values));
    last = result.catch(() => undefined);
    return result;
  };
}

/** What one worker sees of the connection. Releasing its share leaves the connection to the others. */
function shareOf(query: Query, hearers: Set<EventEmitter>): PgPoolClient {
  const hearer = new EventEmitter();
  hearers.add(hearer);
  return Object.assign(hearer, {
    query,
    release: () => void hearers.delete(hearer),
  }) as unknown as PgPoolClient;
}
