import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Database, inTransaction, openDatabase } from '../../src/store/database.js';
import { LeaseLost, withLease } from '../../src/store/leases.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { waitFor } from '../support/wait-for.js';

const nothing = () => Promise.resolve();

let test: TestDatabase;
let other: Database;
beforeAll(async () => {
  test = await createTestDatabase();
  other = openDatabase({ url: test.url, onError: () => undefined });
});
afterAll(async () => {
  await other.end();
  await test.close();
});

/** As a process that stood still for longer than its lease finds it. */
const runOut = () =>
  other.query(`UPDATE leases SET lease_until = clock_timestamp() - interval '1 second' WHERE name = 'sweep'`);

function signal(): { given: Promise<void>; give: () => void } {
  let give: () => void = () => undefined;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}

describe('withLease', () => {
  it('lets one run and turns the other away, and others by name alone', async () => {
    const inner: boolean[] = [];
    const outer = await withLease(test.database, 'sweep', async () => {
      inner.push(await withLease(other, 'sweep', nothing));
      inner.push(await withLease(other, 'mailbox', nothing));
    });
    expect({ outer, inner }).toEqual({ outer: true, inner: [false, true] });
    expect(await withLease(other, 'sweep', nothing)).toBe(true);
  });

  it('is free again at once after a failure', async () => {
    const broken = () => Promise.reject(new Error('broken'));
    await expect(withLease(test.database, 'sweep', broken)).rejects.toThrow('broken');
    expect(await withLease(other, 'sweep', nothing)).toBe(true);
  });

  it('runs one after the other where asked to wait', async () => {
    const order: string[] = [];
    const work = (name: string) => async () => {
      order.push(`${name} begins`);
      await test.database.query('SELECT 1');
      order.push(`${name} ends`);
    };
    const wait = { wait: true };
    await Promise.all([
      withLease(test.database, 'schedules', work('a'), wait),
      withLease(other, 'schedules', work('b'), wait),
      withLease(other, 'schedules', work('c'), wait),
    ]);
    for (let index = 0; index < order.length; index += 2) {
      expect(order[index + 1]).toBe(order[index]?.replace('begins', 'ends'));
    }
    expect(order).toHaveLength(6);
  });

  it('is renewed for as long as the work takes', async () => {
    const taken: boolean[] = [];
    await withLease(
      test.database,
      'sweep',
      async () => {
        const until = async () =>
          (await other.query<{ at: string }>(`SELECT lease_until AS at FROM leases WHERE name = 'sweep'`))
            .rows[0]?.at;
        const first = await until();
        await waitFor('a renewal', async () => String(await until()) !== String(first));
        taken.push(await withLease(other, 'sweep', nothing));
      },
      { seconds: 1 },
    );
    expect(taken).toEqual([false]);
  });

  it('fences: what a former holder still writes is rolled back, and its signal tells', async () => {
    const names: string[] = [];
    await withLease(test.database, 'sweep', async (lease) => {
      await runOut();
      // Nobody has taken it: it is still the holder's.
      expect(await lease.isHeld()).toBe(true);
      await runOut();
      await withLease(other, 'sweep', async (second) => {
        expect(second.number).toBe(lease.number + 1);
        const write = inTransaction(test.database, async (client) => {
          await client.query(`INSERT INTO upkeep VALUES ('late', now())`);
          await lease.fence(client);
        });
        await write.catch((error: Error) => names.push(error.name));
        expect(await lease.isHeld()).toBe(false);
        expect(lease.signal.reason).toBeInstanceOf(LeaseLost);
        expect(await second.isHeld()).toBe(true);
      });
    });
    expect(names).toEqual(['LeaseLost']);
    expect((await other.query(`SELECT FROM upkeep WHERE task = 'late'`)).rowCount).toBe(0);
  });

  it('a former holder that ends gives back nothing that is another’s', async () => {
    await withLease(other, 'sweep', async () => {
      await runOut();
      await withLease(test.database, 'sweep', async (second) => {
        await withLease(other, 'mailbox', nothing);
        expect(await second.isHeld()).toBe(true);
      });
    });
    const turned: boolean[] = [];
    const [entered, ended] = [signal(), signal()];
    const former = withLease(other, 'sweep', () => {
      entered.give();
      return ended.given;
    });
    await entered.given;
    await runOut();
    await withLease(test.database, 'sweep', async () => {
      ended.give();
      await former;
      turned.push(await withLease(other, 'sweep', nothing));
    });
    expect(turned).toEqual([false]);
  });
});

describe('a process that holds the sweep and is stopped', () => {
  it('holds others up for its lease and no longer, and writes nothing when it goes on', async () => {
    const seconds = 2;
    const child = spawn(process.execPath, [inject('programs')['holding-lease'], test.url, String(seconds)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      let said = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
      await waitFor('the process to hold it', () => said.includes('held'));
      child.kill('SIGSTOP');
      const stoppedAt = performance.now();
      expect(await withLease(other, 'sweep', nothing)).toBe(false);
      expect(await withLease(other, 'sweep', nothing, { wait: true })).toBe(true);
      const waitedMs = performance.now() - stoppedAt;
      expect(waitedMs).toBeLessThan(seconds * 1_000 + 2_000);
      const ended = once(child, 'exit');
      child.kill('SIGCONT');
      await ended;
      expect(said.trim().split('\n')).toEqual(['held', 'LeaseLost']);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
