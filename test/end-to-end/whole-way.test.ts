import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkMessage } from '../support/check-message.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import {
  type HuggingFaceServer,
  recordedAnswers,
  startHuggingFaceServer,
} from '../support/huggingface-server.js';
import { startRedis } from '../support/redis.js';
import { callAdmin, type RunningService, startService, testSecret } from '../support/service.js';
import { type SmtpSink, type SunkMessage, startSmtpSink } from '../support/smtp-sink.js';
import { waitFor } from '../support/wait-for.js';

const recordings = join(recordedAnswers, 'daily_papers');

/** Three days in a row, recorded; the first list of a week, so that nothing older is carried. */
const days = ['2026-03-23', '2026-03-24', '2026-03-25'] as const;
const READERS = 1_000;
const LEAVING = 400;

interface DigestAnswer {
  readonly papers: readonly { readonly id: string; readonly title: string }[];
}

describe.skipIf(!existsSync(recordings)).each(['postgresql', 'redis'] as const)(
  'the whole way, queue on %s',
  (queue) => {
    let database: TestDatabase;
    let redis: Awaited<ReturnType<typeof startRedis>> = null;
    let source: HuggingFaceServer;
    let sink: SmtpSink;
    let service: RunningService;

    beforeAll(async () => {
      [database, source, sink] = await Promise.all([
        createTestDatabase(),
        startHuggingFaceServer(),
        startSmtpSink(),
      ]);
      redis = queue === 'redis' ? await startRedis() : null;
    });

    afterAll(async () => {
      await service?.stop();
      await Promise.all([sink.stop(), source.stop(), redis?.stop()]);
      await database.close();
    });

    it('goes from recorded lists to 1,000 inboxes on three days, and out by both ways', async (context) => {
      if (queue === 'redis' && redis === null) return context.skip('redis-server is not installed');
      service = await startService({
        DATABASE_URL: database.url,
        SMTP_URL: sink.url,
        HUGGINGFACE_URL: source.url,
        SECRET_KEY: testSecret,
        PUBLIC_URL: 'http://papers.example',
        MAIL_FROM: 'Broadsheet <papers@papers.example>',
        POSTAL_ADDRESS: '1 Invented Street, 00000 Nowhere',
        ...(redis === null ? {} : { REDIS_URL: redis.url }),
      });
      await addReaders(service);

      let readers = new Set(Array.from({ length: READERS }, (_, index) => readerAddress(index)));
      const seen = new Set<string>();
      for (const [index, day] of days.entries()) {
        await ingestTwice(service, source, database, day);
        const digest = await sendDigest(service, day);
        await waitFor(
          `${readers.size} messages of ${day}`,
          () => sink.messages.length >= readers.size,
          120_000,
        );
        await waitFor(
          'every delivery to be settled',
          async () => (await openDeliveries(database)) === 0,
          30_000,
        );

        expect(new Set(sink.messages.flatMap(({ to }) => to))).toEqual(readers);
        expect(sink.messages).toHaveLength(readers.size);
        for (const { id } of digest.papers)
          expect(seen.has(id), `${id} was mailed on an earlier day`).toBe(false);
        for (const { id } of digest.papers) seen.add(id);
        const leave = await checkMessages(sink.messages, digest);

        if (index === 0) {
          readers = await leaveByBothWays(service, readers, leave);
          // Whoever left by the page is told so once; after that there is silence.
          await waitFor('the goodbyes', () => sink.messages.length === READERS + LEAVING / 2);
        }
        sink.messages.length = 0;
      }
      expect(readers.size).toBe(READERS - LEAVING);
    }, 300_000);
  },
);

function readerAddress(index: number): string {
  return `reader-${String(index).padStart(4, '0')}@inbox.example`;
}

async function addReaders(service: RunningService): Promise<void> {
  const addresses = Array.from({ length: READERS }, (_, index) => readerAddress(index));
  const answer = await callAdmin(service, 'POST', '/subscribers', { addresses });
  expect(answer.status, JSON.stringify(answer.json)).toBeLessThan(300);
}

/** Polled as the list begins, and again once it has grown and its votes have risen. */
async function ingestTwice(
  service: RunningService,
  source: HuggingFaceServer,
  database: TestDatabase,
  day: string,
): Promise<void> {
  const text = await readFile(join(recordings, `${day}.json`), 'utf8');
  const whole = JSON.parse(text) as { readonly paper: { readonly upvotes: number } }[];
  const early = whole.slice(0, Math.ceil(whole.length * 0.65));
  source.setDay(
    day,
    early.map((item) => ({
      ...item,
      paper: { ...item.paper, upvotes: Math.max(0, item.paper.upvotes - 1) },
    })),
  );
  await ingest(service, database, day, 1);
  source.setDay(day, whole);
  await ingest(service, database, day, 2);
  const { rows } = await database.database.query<{ papers: number; observations: number }>(
    `SELECT count(DISTINCT paper_id)::int AS papers, count(*)::int AS observations
     FROM listings JOIN observations USING (paper_id) WHERE list_date = $1`,
    [day],
  );
  expect(rows[0]?.papers).toBe(whole.length);
  expect(rows[0]?.observations).toBeGreaterThan(whole.length);
}

async function ingest(
  service: RunningService,
  database: TestDatabase,
  day: string,
  times: number,
): Promise<void> {
  const polls = async () => {
    const { rows } = await database.database.query<{ done: number }>(
      'SELECT count(*)::int AS done FROM polls WHERE list_date = $1 AND error_code IS NULL',
      [day],
    );
    return rows[0]?.done ?? 0;
  };
  const before = await polls();
  expect((await callAdmin(service, 'POST', '/ingest', { date: day })).status).toBe(202);
  await waitFor(`poll ${times} of ${day}`, async () => (await polls()) > before);
}

/** Frozen by itself first; it is public once it is released. */
async function sendDigest(service: RunningService, day: string): Promise<DigestAnswer> {
  expect((await callAdmin(service, 'POST', '/assemble', { date: day })).status).toBe(202);
  const read = () => fetch(`${service.url}/api/v1/digests/${day}`);
  expect((await callAdmin(service, 'POST', '/send', { date: day })).status).toBe(202);
  await waitFor(`the digest of ${day}`, async () => (await read()).status === 200);
  const digest = (await (await read()).json()) as DigestAnswer;
  expect(digest.papers.length).toBeGreaterThan(5);
  return digest;
}

async function openDeliveries(database: TestDatabase): Promise<number> {
  const { rows } = await database.database.query<{ open: number }>(
    "SELECT count(*)::int AS open FROM deliveries WHERE state IN ('pending', 'sending', 'deferred')",
  );
  return rows[0]?.open ?? -1;
}

/** Parses every message again. @returns the unsubscribe link of each reader */
async function checkMessages(
  messages: readonly SunkMessage[],
  digest: DigestAnswer,
): Promise<Map<string, string>> {
  const leave = new Map<string, string>();
  const messageIds = new Set<string>();
  for (const message of messages) {
    const parsed = await PostalMime.parse(message.raw);
    const [to] = message.to;
    expect(parsed.to?.map(({ address }) => address)).toEqual([to]);
    messageIds.add(parsed.messageId ?? '');
    const order = titlesInOrder(parsed.text ?? '', digest);
    expect(order).toEqual(digest.papers.map(({ id }) => id));
    expect(parsed.html).toContain('</html>');
    const header = parsed.headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? '';
    const url = /<(http[^>]+)>/.exec(header)?.[1] ?? '';
    expect(parsed.html).toContain(url);
    expect(parsed.text).toContain(url);
    leave.set(to ?? '', url);
  }
  expect(messageIds.size).toBe(messages.length);
  expect(new Set(leave.values()).size).toBe(messages.length);
  for (const message of messages.slice(0, 25)) {
    expect(await checkMessage(message.raw, { expectList: true })).toEqual([]);
  }
  return leave;
}

/** The papers of a digest, by where their first link stands in the text: some lead to arXiv, some to our page. */
function titlesInOrder(text: string, digest: DigestAnswer): string[] {
  return digest.papers
    .map(({ id }) => ({ id, at: text.search(new RegExp(`/(?:abs|papers)/${id}\\b`)) }))
    .filter(({ at }) => at >= 0)
    .sort((one, other) => one.at - other.at)
    .map(({ id }) => id);
}

async function leaveByBothWays(
  service: RunningService,
  readers: ReadonlySet<string>,
  leave: ReadonlyMap<string, string>,
): Promise<Set<string>> {
  const leaving = [...readers].slice(0, LEAVING);
  for (const [index, address] of leaving.entries()) {
    const path = new URL(leave.get(address) ?? '').pathname;
    const url = `${service.url}${path}`;
    if (index < 20) expect((await fetch(url)).status, 'the link opens a page and changes nothing').toBe(200);
    const response = index % 2 === 0 ? await oneClick(url, index) : await pressButton(url);
    expect(response.status).toBe(200);
  }
  return new Set([...readers].filter((address) => !leaving.includes(address)));
}

/** As mail clients do, RFC 8058 §3.2: in either encoding, following no redirect. */
function oneClick(url: string, index: number): Promise<Response> {
  if (index % 4 === 0) {
    const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
    return fetch(url, { method: 'POST', body, redirect: 'error' });
  }
  const body = new FormData();
  body.set('List-Unsubscribe', 'One-Click');
  return fetch(url, { method: 'POST', body, redirect: 'error' });
}

function pressButton(url: string): Promise<Response> {
  return fetch(url, { method: 'POST', body: new URLSearchParams() });
}
