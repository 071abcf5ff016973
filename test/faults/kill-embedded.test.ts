import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type HuggingFaceServer, startHuggingFaceServer } from '../support/huggingface-server.js';
import { inventedList } from '../support/invented-list.js';
import { callAdmin, type RunningService, startService, testSecret } from '../support/service.js';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';
import { waitFor } from '../support/wait-for.js';

const DAY = '2026-03-24';
const READERS = 3_000;
const CONNECTIONS = 4;
const KILLS = 2;
const LOOK_EVERY_MS = 250;

interface Counts {
  readonly pending: number;
  readonly sending: number;
  readonly sent: number;
  readonly deferred: number;
  readonly failed: number;
  readonly uncertain: number;
  readonly skipped: number;
}

let folder: string;
let source: HuggingFaceServer;
let sink: SmtpSink;
let service: RunningService;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'broadsheet-kill-'));
  source = await startHuggingFaceServer();
  source.setDay(DAY, inventedList(DAY, 20));
  // Slow enough that a kill finds messages on the wire.
  sink = await startSmtpSink({ onData: () => delay(2).then(() => undefined) });
});

afterAll(async () => {
  await service?.stop();
  await Promise.all([sink.stop(), source.stop()]);
  await rm(folder, { recursive: true, force: true });
});

function start(): Promise<RunningService> {
  return startService({
    DATA_DIR: folder,
    SMTP_URL: sink.url,
    SMTP_CONNECTIONS: String(CONNECTIONS),
    HUGGINGFACE_URL: source.url,
    SECRET_KEY: testSecret,
    PUBLIC_URL: 'http://papers.example',
    MAIL_FROM: 'Broadsheet <papers@papers.example>',
    POSTAL_ADDRESS: '1 Invented Street, 00000 Nowhere',
  });
}

/** Asked so seldom that the asking takes nothing from the sending. */
async function progress(): Promise<Counts> {
  const { json } = await callAdmin(service, 'GET', `/digests/${DAY}/progress`);
  return (json as { deliveries: Counts }).deliveries;
}

it('loses nobody and mails nobody twice when the embedded service is killed in the middle of a send', async () => {
  service = await start();
  const addresses = Array.from({ length: READERS }, (_, index) => `reader-${index}@inbox.example`);
  for (const [path, payload] of [
    ['/subscribers', { addresses }],
    ['/ingest', { date: DAY }],
    ['/assemble', { date: DAY }],
  ] as const) {
    const answer = await callAdmin(service, 'POST', path, payload);
    expect(answer.status, JSON.stringify(answer.json)).toBeLessThan(300);
  }
  await waitFor(
    'the digest',
    async () => (await callAdmin(service, 'POST', '/send', { date: DAY })).status === 202,
  );

  for (let kill = 1; kill <= KILLS; kill += 1) {
    const moment = sink.messages.length + randomInt(50, READERS / (KILLS + 1) - 100);
    await waitFor(`message ${moment}`, () => sink.messages.length >= moment, 120_000);
    await service.kill();
    service = await start();
  }
  await waitFor(
    'the rest to be sent',
    async () => {
      await delay(LOOK_EVERY_MS);
      const { pending, sending, deferred } = await progress();
      return pending + sending + deferred === 0;
    },
    180_000,
  );

  const counts = await progress();
  const mailed = sink.messages.flatMap(({ to }) => to);
  const unmailed = addresses.filter((address) => !mailed.includes(address));
  expect(new Set(mailed).size, 'nobody twice').toBe(mailed.length);
  expect(counts.sent + counts.uncertain, 'everybody is accounted for').toBe(READERS);
  expect(unmailed.length, 'who got nothing is named uncertain').toBeLessThanOrEqual(counts.uncertain);
  expect(counts.uncertain).toBeLessThanOrEqual(CONNECTIONS * KILLS);
}, 400_000);
