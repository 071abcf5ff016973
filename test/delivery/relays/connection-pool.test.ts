import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createConnectionPool } from '../../../src/delivery/relays/connection-pool.js';
import type { PooledConnection } from '../../../src/delivery/relays/pooled-connection.js';
import { openSmtpConnection } from '../../../src/delivery/smtp/smtp-connection.js';
import { startSmtpSink } from '../../support/smtp-sink.js';
import { never } from '../delivery-bed.js';

/** Connections that lead nowhere. */
function invented(count: number): PooledConnection[] {
  return Array.from({ length: count }, () => ({
    relay: 'relay',
    admit: () => ({ kind: 'now' }),
    send: () => Promise.reject(new Error('nothing is sent here')),
    rest: () => undefined,
    verify: () => Promise.reject(new Error('nobody is asked here')),
    close: () => Promise.resolve(),
  }));
}

/** Whether a promise was settled by now. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const open = {};
  return (await Promise.race([promise, Promise.resolve(open)])) !== open;
}

describe('a pool of connections', () => {
  it('has as many as were put in', async () => {
    const both = invented(2);
    const pool = createConnectionPool(both);
    const holder = {};
    const first = await pool.take(holder, never);
    const second = await pool.take(holder, never);
    expect(new Set([first, second])).toEqual(new Set(both));
    const third = pool.take(holder, never);
    expect(await isSettled(third)).toBe(false);
    if (first !== null) pool.release(holder, first);
    expect(await third).toBe(first);
  });

  it('gives one to whoever has fewest', async () => {
    const pool = createConnectionPool(invented(2));
    const [slice, other] = [{}, {}];
    const held = await pool.take(slice, never);
    await pool.take(slice, never);
    const again = pool.take(slice, never);
    if (held === null) throw new Error('nobody stopped');
    expect(pool.isWanted(held)).toBe(false);
    const first = pool.take(other, never);
    expect(pool.isWanted(held)).toBe(true);
    pool.release(slice, held);
    expect(await first).toBe(held);
    expect(await isSettled(again)).toBe(false);
    expect(pool.isWanted(held)).toBe(false);
  });

  it('wants one back for each who waits without any, and no more', async () => {
    const pool = createConnectionPool(invented(4));
    const [slice, other, third] = [{}, {}, {}];
    const held: PooledConnection[] = [];
    for (let count = 0; count < 4; count += 1) {
      const connection = await pool.take(slice, never);
      if (connection !== null) held.push(connection);
    }
    const wanted = () => held.map((connection) => pool.isWanted(connection));
    const waits = [pool.take(other, never), pool.take(other, never), pool.take(slice, never)];
    expect(wanted()).toEqual([true, false, false, false]);
    const deadline = new AbortController();
    const refused = pool.take(third, deadline.signal);
    expect(wanted()).toEqual([true, true, false, false]);
    deadline.abort();
    expect(await refused).toBeNull();
    const [first, second] = held.splice(0, 2);
    if (first === undefined || second === undefined) throw new Error('there were four');
    pool.release(slice, first);
    expect(await waits[0]).toBe(first);
    expect(wanted()).toEqual([false, false]);
    pool.release(slice, second);
    expect(await waits[1]).toBe(second);
    expect([...wanted(), pool.isWanted(first), pool.isWanted(second)]).toEqual([false, false, false, false]);
  });

  it('lets nobody wait longer than wanted', async () => {
    const pool = createConnectionPool(invented(1));
    const [holder, impatient] = [{}, {}];
    const connection = await pool.take(holder, never);
    const deadline = new AbortController();
    const refused = pool.take(impatient, deadline.signal);
    deadline.abort();
    expect(await refused).toBeNull();
    expect(await pool.take(impatient, deadline.signal)).toBeNull();
    if (connection !== null) pool.release(holder, connection);
    expect(await pool.take(holder, never)).toBe(connection);
  });

  it('hands none out twice, and loses none', async () => {
    const step = fc.record({ holder: fc.nat(3), take: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(step, { maxLength: 60 }),
        async (count, steps) => {
          const pool = createConnectionPool(invented(count));
          const holders = [{}, {}, {}, {}];
          const held: PooledConnection[][] = [[], [], [], []];
          let waiting = 0;
          for (const { holder, take } of steps) {
            const who = holders[holder] ?? {};
            if (take) {
              waiting += 1;
              void pool.take(who, never).then((connection) => {
                waiting -= 1;
                if (connection !== null) held[holder]?.push(connection);
              });
            } else {
              const connection = held[holder]?.pop();
              if (connection !== undefined) pool.release(who, connection);
            }
            await Promise.resolve();
            await Promise.resolve();
            const used = held.flat().length;
            expect(new Set(held.flat()).size).toBe(used);
            expect(used).toBeLessThanOrEqual(count);
            expect(waiting === 0 || used === count).toBe(true);
          }
        },
      ),
    );
  });

  it('keeps to its connections and uses them again', async () => {
    const sink = await startSmtpSink();
    const opened = Array.from(
      { length: 3 },
      (): PooledConnection => ({
        ...openSmtpConnection({ url: sink.url, name: 'sender.example.org' }),
        relay: 'relay',
        admit: () => ({ kind: 'now' }),
      }),
    );
    const pool = createConnectionPool(opened);
    const sendOne = async (number: number) => {
      const holder = {};
      const connection = await pool.take(holder, never);
      if (connection === null) throw new Error('nobody stopped');
      const envelope = { from: 'papers@example.org', to: `r${number}@example.net` };
      const outcome = await connection.send(
        envelope,
        Buffer.from('Subject: invented\r\n\r\nNothing.\r\n'),
        null,
      );
      pool.release(holder, connection);
      return outcome.class;
    };
    const classes = await Promise.all(Array.from({ length: 30 }, (_, number) => sendOne(number)));
    expect(new Set(classes)).toEqual(new Set(['delivered']));
    expect(sink.messages).toHaveLength(30);
    expect(sink.connections()).toBeLessThanOrEqual(3);
    await Promise.all(opened.map((connection) => connection.close()));
    await sink.stop();
  });
});
