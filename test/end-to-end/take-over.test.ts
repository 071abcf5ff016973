import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LinkPurpose, makeLinkToken } from '../../src/signing/link-token.js';
import { addressHash, openKeyring } from '../../src/subscribers/keyring.js';
import { createFormerDatabase } from '../support/database-before-0.1.0.js';
import { type HuggingFaceServer, startHuggingFaceServer } from '../support/huggingface-server.js';
import { type RunningService, startService, testSecret } from '../support/service.js';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';
import { waitFor } from '../support/wait-for.js';

/** Two starts of the whole service. */
const WITHIN_MS = 240_000;

let folder: string;
let former: Awaited<ReturnType<typeof createFormerDatabase>>;
let source: HuggingFaceServer;
let sink: SmtpSink;
let service: RunningService | null = null;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'broadsheet-take-over-'));
  [former, source, sink] = await Promise.all([
    createFormerDatabase(),
    startHuggingFaceServer(),
    startSmtpSink(),
  ]);
  source.failNext(10_000, 503);
  await fill(former.client);
});
afterAll(async () => {
  await service?.stop();
  await Promise.all([sink.stop(), source.stop(), former.close()]);
  await rm(folder, { recursive: true, force: true });
});

const address = (name: string) => `${name}@inbox.example`;

/** Who there is: state, and the state of the delivery of the frozen digest where there is one. */
const readers = [
  { name: 'sent', state: 'active', delivery: 'sent' },
  { name: 'open', state: 'active', delivery: 'pending' },
  { name: 'deferred', state: 'active', delivery: 'deferred' },
  { name: 'on-the-wire', state: 'active', delivery: 'sending' },
  { name: 'left', state: 'unsubscribed', delivery: 'skipped' },
  { name: 'asked', state: 'pending', confirmation: 'sent' },
  { name: 'unasked', state: 'pending', confirmation: 'pending' },
];
const idOf = (name: string) => readers.findIndex((reader) => reader.name === name) + 1;

/** The rows that a version of before 0.1.0 leaves behind when it is killed in the middle of a mailing. */
async function fill(client: pg.Client): Promise<void> {
  const keyring = await openKeyring(client, [testSecret]);
  const paper = { authors: ['A. Sample'], abstract: 'What a test needs to know.', publishedAt: null };
  const rest = { organization: null, codeUrl: null, projectUrl: null, summary: null, keywords: [] };
  const frozen = { id: '2603.00001', title: 'Invented paper', ...paper, ...rest };
  await client.query(
    `INSERT INTO papers (id, title, abstract) VALUES ('2603.00001', 'Invented paper', 'What a test needs to know.')`,
  );
  await client.query(
    `INSERT INTO digests (kind, period, list_date, strategy, frozen_at, released_at, fanned_out_at)
     VALUES ('daily', current_date, current_date, 'upvotes', now(), now(), now())`,
  );
  await client.query(
    `INSERT INTO digest_papers (digest_id, kind, position, paper_id, score, breakdown, upvotes, comments, paper)
     VALUES (1, 'daily', 1, '2603.00001', 1, '{"upvotes": 1}', 7, 0, $1)`,
    [JSON.stringify(frozen)],
  );
  await client.query(
    `INSERT INTO slices (digest_id, worker, lease_until)
     VALUES (1, 'a worker that was killed', now() - interval '1 minute')`,
  );
  for (const [index, { name, state, delivery, confirmation }] of readers.entries()) {
    await client.query(
      `INSERT INTO subscribers (address, address_key, address_hash, state, confirm_serial, confirmed_at)
       VALUES ($1, $1, $2, $3, 1, CASE WHEN $3 <> 'pending' THEN now() - interval '9 days' END)`,
      [address(name), addressHash(keyring, address(name)), state],
    );
    if (delivery !== undefined) {
      await client.query(
        `INSERT INTO deliveries (digest_id, subscriber_id, slice_id, state, attempts, next_attempt_at)
         VALUES (1, $1, 1, $2, 1, CASE WHEN $2 = 'deferred' THEN now() - interval '1 minute' END)`,
        [index + 1, delivery],
      );
    }
    if (confirmation !== undefined) {
      await client.query(
        `INSERT INTO notices (kind, subscriber_id, serial, domain, state)
         VALUES ('confirmation', $1, 1, 'inbox.example', $2)`,
        [index + 1, confirmation],
      );
    }
  }
}

async function start(): Promise<RunningService> {
  service = await startService({
    DATA_DIR: folder,
    DATABASE_URL: former.url,
    HUGGINGFACE_URL: source.url,
    SMTP_URL: sink.url,
    SECRET_KEY: testSecret,
    PUBLIC_URL: 'https://papers.example',
    MAIL_FROM: 'Broadsheet <daily@papers.example>',
    POSTAL_ADDRESS: '1 Invented Street, 00000 Nowhere',
  });
  return service;
}

/** Posts to a link that stood in a mail of the former version. */
async function post(path: string, purpose: LinkPurpose, reader: string, form = {}): Promise<number> {
  const issuedAt = new Date(Date.now() - 3_600_000);
  const token = makeLinkToken([testSecret], { purpose, subscriberId: idOf(reader), serial: 1, issuedAt });
  const answer = await fetch(`${service?.url}/${path}/${token}`, {
    method: 'POST',
    body: new URLSearchParams(form),
    redirect: 'manual',
  });
  return answer.status;
}

const count = (name: string) => sink.messages.filter(({ to }) => to.includes(address(name))).length;
const counts = () => Object.fromEntries(readers.map(({ name }) => [name, count(name)]));

async function states(): Promise<Record<string, string>> {
  const { rows } = await former.client.query<{ address: string; state: string }>(
    'SELECT address, d.state FROM deliveries d JOIN subscribers s ON s.id = d.subscriber_id',
  );
  return Object.fromEntries(rows.map((row) => [row.address.split('@')[0], row.state]));
}

async function stateOf(name: string): Promise<string | undefined> {
  const { rows } = await former.client.query<{ state: string }>(
    'SELECT state FROM subscribers WHERE address = $1',
    [address(name)],
  );
  return rows[0]?.state;
}

it(
  'a database of before 0.1.0 goes on: what was open is mailed once, what was sent is not, old links work',
  async () => {
    await start();
    const settled = {
      sent: 'sent',
      open: 'sent',
      deferred: 'sent',
      'on-the-wire': 'uncertain',
      left: 'skipped',
    };
    await waitFor(
      'the mailing to end',
      async () => {
        const now = await states();
        return !['pending', 'sending', 'deferred'].some((state) => Object.values(now).includes(state));
      },
      120_000,
    );
    await waitFor('the confirmation', () => count('unasked') === 1);
    expect(await states()).toEqual(settled);
    const once = { sent: 0, open: 1, deferred: 1, 'on-the-wire': 0, left: 0, asked: 0, unasked: 1 };
    expect(counts()).toEqual(once);

    expect(await post('unsubscribe', 'unsubscribe', 'sent', { 'List-Unsubscribe': 'One-Click' })).toBe(200);
    expect(await stateOf('sent')).toBe('unsubscribed');
    expect(await post('answers', 'answer', 'open', { paper: '2603.00001', answer: 'more' })).toBe(303);
    expect(await post('confirm', 'confirm', 'asked')).toBe(200);
    expect(await stateOf('asked')).toBe('active');
    await waitFor('the welcome', () => count('asked') === 1);
    await service?.stop();

    // A second start, and a whole turn of its worker: nobody gets anything again.
    await start();
    await fetch(`${service?.url}/subscribe`, {
      method: 'POST',
      body: new URLSearchParams({ address: address('new') }),
    });
    await waitFor('a confirmation to somebody new', () => count('new') === 1, WITHIN_MS / 4);
    await service?.stop();
    expect(counts()).toEqual({ ...once, asked: 1, sent: count('sent') });
    expect(
      sink.messages
        .filter(({ to }) => to.includes(address('sent')))
        .every(({ raw }) => raw.includes('Auto-Submitted')),
    ).toBe(true);
  },
  WITHIN_MS,
);
