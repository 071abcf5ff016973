import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openDeliveryContext } from '../../src/delivery/delivery-context.js';
import type { Relay } from '../../src/delivery/relays/open-relays.js';
import { assembleDue } from '../../src/jobs/assemble.js';
import type { QueueBackend } from '../../src/jobs/backend.js';
import { type JobQueues, openQueues } from '../../src/jobs/queues.js';
import { buildStages, type StagesContext } from '../../src/jobs/stages.js';
import { type Stages, startWorkers, type Workers } from '../../src/jobs/workers.js';
import { huggingFaceSource } from '../../src/sources/huggingface/source.js';
import { listDigests } from '../../src/store/digests/digests.js';
import { openKeyring } from '../../src/subscribers/keyring.js';
import { requestSubscription } from '../../src/subscribers/request-subscription.js';
import { allTemplates } from '../rendering/email-templates.js';
import { inventedList } from '../support/invented-list.js';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';
import { waitFor } from '../support/wait-for.js';
import { onEachBackend, silent } from './each-backend.js';
import { openStageBench, type StageBench } from './stage-bench.js';

const secretKeys = ['kept for the length of a test run, 32+'];
const readers = ['a@example.org', 'b@example.org', 'c@example.org'];

onEachBackend('the sweep', (queueBench) => {
  let bench: StageBench;
  let sink: SmtpSink;
  const relays: Relay[] = [];
  let backend: QueueBackend;
  let queues: JobQueues;
  let stages: Stages;
  let context: StagesContext;

  beforeAll(async () => {
    bench = await openStageBench();
    sink = await startSmtpSink();
  });
  beforeEach(async () => {
    await bench.empty();
    sink.messages.length = 0;
    bench.setNow('2026-03-23T09:00:00Z');
    bench.server.setDay('2026-03-23', inventedList('2026-03-23', 4));
    await bench.test.database.query(
      `INSERT INTO subscribers (address, address_key, address_hash, state, confirmed_at)
       SELECT a, a, a::bytea, 'active', '2026-03-01' FROM unnest($1::text[]) AS a`,
      [readers],
    );
    backend = await queueBench.open();
    queues = await openQueues(backend, silent);
    context = await stagesContext();
    stages = buildStages(context);
  });
  afterAll(async () => {
    await Promise.all(relays.map((relay) => relay.close()));
    await sink.stop();
    await bench.close();
  });

  async function stagesContext(): Promise<StagesContext> {
    const { database, clock, log } = bench.context;
    const keyring = await openKeyring(database, secretKeys);
    const from = { name: 'Broadsheet', address: 'papers@test.example.org' };
    const site = {
      name: 'Broadsheet',
      publicUrl: 'https://papers.example.org',
      from,
      replyTo: null,
      postalAddress: '1 Sample Street',
      listId: 'daily.papers.example.org',
    };
    const delivery = openDeliveryContext({
      database,
      templates: await allTemplates(),
      site,
      keys: { secretKeys, keyring },
      relayParts: [
        {
          name: 'relay',
          smtp: { url: sink.url, name: 'test.example.org' },
          ...{ connections: 2, noticeConnections: 2 },
        },
      ],
      signers: [],
      log,
      clock,
      worker: 'test',
      policy: 'hold',
    });
    relays.push(...delivery.relays);
    return { ...bench.context, queues, keyring, delivery };
  }

  async function loseEveryWakeUp(): Promise<void> {
    for (const name of ['poll', 'digest', 'deliver', 'mail'] as const) {
      await backend.openQueue(name).obliterate({ force: true });
    }
  }

  async function sweepUntil(what: string, condition: () => Promise<boolean> | boolean): Promise<Workers> {
    const workers = await startWorkers(backend, stages, silent);
    await waitFor(what, async () => {
      await stages.sweep();
      return condition();
    });
    return workers;
  }

  const recipients = () => sink.messages.flatMap(({ to }) => to).sort();

  it('brings about what was due from the tables alone: list, digest, deliveries, confirmation', async () => {
    await requestSubscription(context.database, {
      address: 'new@example.org',
      via: 'form',
      clientHash: null,
    });
    await stages.sweep();
    await loseEveryWakeUp();
    expect(await listDigests(context.database, { limit: 1 })).toEqual([]);

    const workers = await sweepUntil('all mail', () => sink.messages.length >= 4);
    await workers.close();
    expect(recipients()).toEqual([...readers, 'new@example.org']);
    const [digest] = await listDigests(context.database, { limit: 2 });
    expect(digest).toMatchObject({ period: '2026-03-23', paperCount: 4 });
  });

  it('wakes slices whose wake-ups were lost, and mails each reader once', async () => {
    await assembleDue(context, new AbortController().signal);
    await loseEveryWakeUp();
    const workers = await sweepUntil('the digest at every reader', () => sink.messages.length >= 3);
    await Promise.all([stages.sweep(), stages.sweep(), stages.sweep()]);
    await waitFor('the queue to be empty', async () => {
      const { waiting, active } = await backend.openQueue('deliver').getJobCounts('waiting', 'active');
      return waiting === 0 && active === 0;
    });
    await workers.close();
    expect(recipients()).toEqual(readers);
  });

  it('gathers deferred deliveries once they are due', async () => {
    await assembleDue(context, new AbortController().signal);
    await loseEveryWakeUp();
    await bench.test.database.query(
      `UPDATE deliveries SET state = 'deferred', attempts = 1, next_attempt_at = '2026-03-23T10:00Z'`,
    );
    await stages.sweep();
    expect(await backend.openQueue('deliver').getJobCounts('waiting')).toEqual({ waiting: 0 });
    bench.setNow('2026-03-23T10:00:01Z');
    const workers = await sweepUntil('the digest at every reader', () => sink.messages.length >= 3);
    await workers.close();
    expect(recipients()).toEqual(readers);
  });

  it('makes the latest digest alone after days of standstill', async () => {
    bench.setNow('2026-03-20T09:00:00Z');
    bench.server.setDay('2026-03-20', inventedList('2026-03-20', 2));
    await assembleDue(context, new AbortController().signal);
    await loseEveryWakeUp();
    bench.server.setDay('2026-03-25', inventedList('2026-03-25', 2));
    bench.setNow('2026-03-25T09:00:00Z');
    const workers = await sweepUntil('the newest digest', async () => {
      const digests = await listDigests(context.database, { limit: 10 });
      return digests.some(({ period }) => period === '2026-03-25');
    });
    await workers.close();
    const periods = (await listDigests(context.database, { limit: 10 })).map(({ period }) => period);
    expect(periods).toEqual(['2026-03-25', '2026-03-20']);
  });

  it('leaves a source that is down in peace for two minutes', async () => {
    const closedPort = 'http://127.0.0.1:1';
    const down = huggingFaceSource({ baseUrl: closedPort, now: context.clock, http: { attempts: 1 } });
    stages = buildStages({ ...context, sources: [down] });
    const workers = await startWorkers(backend, stages, silent);
    await waitFor('each of two weeks to be tried', async () => {
      await stages.sweep();
      return (await tries()).size === 14 && (await isQuiet());
    });
    const before = await tries();
    for (let sweeps = 0; sweeps < 5; sweeps += 1) await stages.sweep();
    await waitFor('the queues to be quiet', isQuiet);
    expect(await tries()).toEqual(before);
    bench.setNow('2026-03-23T09:03:00Z');
    await stages.sweep();
    await waitFor('the next tries', isQuiet);
    await workers.close();
    expect((await tries()).get('2026-03-23')).toBeGreaterThan(before.get('2026-03-23') ?? 0);
    expect(await listDigests(context.database, { limit: 1 })).toEqual([]);
  });

  /** How often each list was asked for. */
  async function tries(): Promise<Map<string, number>> {
    const { rows } = await context.database.query<{ list_date: string; tries: number }>(
      'SELECT list_date, count(*) AS tries FROM polls GROUP BY list_date ORDER BY list_date',
    );
    return new Map(rows.map((row) => [row.list_date, row.tries]));
  }

  async function isQuiet(): Promise<boolean> {
    for (const name of ['poll', 'digest'] as const) {
      const { waiting, active } = await backend.openQueue(name).getJobCounts('waiting', 'active');
      if (waiting !== 0 || active !== 0) return false;
    }
    return true;
  }

  it('finds nothing more to do when all is done', async () => {
    const workers = await sweepUntil('the digest at every reader', () => sink.messages.length >= 3);
    await waitFor('the queues to be quiet', isQuiet);
    await workers.close();
    await stages.sweep();
    for (const name of ['poll', 'digest', 'deliver', 'mail'] as const) {
      expect(await backend.openQueue(name).getJobCounts('waiting')).toEqual({ waiting: 0 });
    }
  });
});
