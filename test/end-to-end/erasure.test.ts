import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureSampleDigest } from '../../src/jobs/sample-digest.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { keysThatHold, tablesThatHold } from '../support/holding-places.js';
import { type HuggingFaceServer, startHuggingFaceServer } from '../support/huggingface-server.js';
import { hasRedis, startRedis, type TestRedis } from '../support/redis.js';
import { type RunningService, startService, testSecret } from '../support/service.js';
import { waitFor } from '../support/wait-for.js';

const address = 'erased.reader@inbox.example';
const wanted = 'wanted.place@inbox.example';

/** A person comes, is mailed, answers and is erased; then every place that the service has is looked through. */
describe.each(['postgresql', 'redis'] as const)('erasure, queue on %s', (queue) => {
  let folder: string;
  let database: TestDatabase;
  let redis: TestRedis | null = null;
  let source: HuggingFaceServer;
  let service: RunningService;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'broadsheet-erasure-'));
    database = await createTestDatabase();
    source = await startHuggingFaceServer();
    source.failNext(10_000, 503);
    redis = queue === 'redis' ? await startRedis() : null;
  });
  afterAll(async () => {
    await service?.stop();
    await redis?.stop();
    await source.stop();
    await database.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** What lies in the built-in mailbox, word for word. */
  async function mail(): Promise<string[]> {
    const names = (await readdir(join(folder, 'mailbox'))).filter((name) => name.endsWith('.mail'));
    return Promise.all(names.map((name) => readFile(join(folder, 'mailbox', name), 'utf8')));
  }

  /** The path of a link in the mail to the reader, once it is there. */
  async function linkInMail(path: string): Promise<string> {
    let found: string | undefined;
    await waitFor(`a mail with ${path}`, async () => {
      for (const file of await mail()) {
        const { text = '' } = await PostalMime.parse(file.slice(file.indexOf('\n') + 1));
        found ??= new RegExp(`${path}[A-Za-z0-9_-]{40}0?`).exec(text)?.[0];
      }
      return found !== undefined;
    });
    return found ?? '';
  }

  const post = (path: string, form: Record<string, string> = {}) =>
    fetch(service.url + path, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });

  const countOf = async (table: 'tastes' | 'order_choices') => {
    const { rows } = await database.database.query<{ n: number }>(`SELECT count(*) AS n FROM ${table}`);
    return rows[0]?.n;
  };

  /** Answers until there is enough to learn from; choosing the order again has it learned at once. */
  async function teach(answers: string): Promise<void> {
    for (const paper of ['sample-03', 'sample-04', 'sample-05', 'sample-06']) {
      expect((await post(answers, { paper, answer: 'more' })).status).toBe(303);
    }
    await post(`${await linkInMail('/preferences/')}/order`, { order: 'personal' });
  }

  it('leaves the address nowhere: no table, no queue, no mail, no log', async (context) => {
    if (queue === 'redis' && !hasRedis) return context.skip('redis-server is not installed');
    service = await startService({
      DATA_DIR: folder,
      DATABASE_URL: database.url,
      HUGGINGFACE_URL: source.url,
      SECRET_KEY: testSecret,
      ...(redis === null ? {} : { REDIS_URL: redis.url }),
    });
    await post('/subscribe', { address });
    await post(await linkInMail('/confirm/'));
    await ensureSampleDigest(database.database, new Date());
    await post(await linkInMail('/current-digest/'));
    const answers = await linkInMail('/answers/');
    expect((await post(answers, { paper: 'sample-01', answer: 'more' })).status).toBe(303);
    expect((await post(answers, { paper: 'sample-02', answer: 'save' })).status).toBe(303);
    const own = `${await linkInMail('/preferences/')}/order`;
    expect((await post(own, { order: 'personal' })).status).toBe(200);
    await teach(answers);
    await waitFor('a taste', async () => (await countOf('tastes')) === 1);
    await post('/subscribe', { address: address.replace('erased', 'ERASED') });

    await post(`${await linkInMail('/preferences/')}/address`, { address: wanted });
    const quoting = async () => (await mail()).filter((text) => text.includes(wanted)).length;
    await waitFor('a notice to both addresses', async () => (await quoting()) === 2);

    expect((await mail()).filter((text) => text.includes(address)).length).toBeGreaterThan(2);
    expect((await tablesThatHold(database.database, wanted)).length).toBeGreaterThan(0);
    expect((await tablesThatHold(database.database, address)).length).toBeGreaterThan(0);

    const page = await (await fetch(service.url + answers)).text();
    await post(/\/your-data\/request\/[A-Za-z0-9_-]{40}0?/.exec(page)?.[0] ?? '');
    const data = await linkInMail('/your-data/');
    const exported = (await (await fetch(`${service.url}${data}/export.json`)).json()) as {
      held: Record<string, unknown[]>;
    };
    expect(Object.keys(exported.held)).toEqual(
      expect.arrayContaining([
        ...['consents', 'deliveries', 'notices', 'order_choices', 'saves', 'tastes', 'votes'],
      ]),
    );
    expect((await post(`${data}/erase`)).status).toBe(200);

    // The last word to the address is sent, and then no row holds it.
    const farewells = async () =>
      (await mail()).filter((text) => text.includes('has erased everything about you'));
    await waitFor('the last mail', async () => (await farewells()).length === 1);
    await waitFor('its row to be settled', async () => {
      const { rows } = await database.database.query(
        "SELECT FROM notices WHERE kind = 'data-erased' AND state = 'sent'",
      );
      return rows.length === 1;
    });
    await waitFor(
      'what quotes it to be looked through',
      async () => {
        const { rows } = await database.database.query('SELECT FROM redactions');
        return rows.length === 0;
      },
      60_000,
    );
    expect(await tablesThatHold(database.database, address)).toEqual([]);
    expect(await tablesThatHold(database.database, wanted)).toEqual([]);
    expect(await quoting()).toBe(0);
    expect((await mail()).filter((text) => text.toLowerCase().includes(address))).toEqual(await farewells());
    if (redis !== null) {
      const client = new Redis(redis.url);
      expect(await client.dbsize()).toBeGreaterThan(0);
      expect(await keysThatHold(client, address)).toEqual([]);
      client.disconnect();
    }
    expect(service.output()).toContain('subscriber-erased');
    expect(service.output().toLowerCase()).not.toContain(address);
    expect(service.output()).not.toContain(wanted);
    expect([await countOf('tastes'), await countOf('order_choices')]).toEqual([0, 0]);
    const { rows } = await database.database.query('SELECT reason, note FROM suppressions');
    expect(rows).toEqual([{ reason: 'erased', note: null }]);
  });
});
