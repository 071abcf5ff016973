import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { restore } from '../../src/backup/restore.js';
import { type FilledDatabase, fillDatabase } from '../backup/filled-database.js';
import { createEmptyDatabase } from '../support/database.js';
import { type RunningService, runCommand, startService, testSecret } from '../support/service.js';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';
import { waitFor } from '../support/wait-for.js';

const READERS = 300;
const silent = pino({ level: 'silent' });

let folder: string;
let origin: FilledDatabase;
let sink: SmtpSink;
let common: Record<string, string>;
let backup: string;
let left: string;
let observations: string;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'broadsheet-restore-'));
  origin = await fillDatabase(READERS);
  sink = await startSmtpSink({ onData: () => delay(40, undefined) });
  backup = join(folder, 'mid-send.backup');
  common = {
    DATA_DIR: join(folder, 'data'),
    SMTP_URL: sink.url,
    SMTP_CONNECTIONS: '4',
    HUGGINGFACE_URL: 'http://127.0.0.1:1',
    SECRET_KEY: testSecret,
    PUBLIC_URL: 'http://papers.example',
    MAIL_FROM: 'Broadsheet <papers@papers.example>',
    POSTAL_ADDRESS: '1 Invented Street, 00000 Nowhere',
  };
});
afterAll(async () => {
  for (const close of closing.reverse()) await close();
  await sink.stop();
  await origin.close();
  await rm(folder, { recursive: true, force: true });
});

async function emptyUrl(): Promise<string> {
  const empty = await createEmptyDatabase();
  closing.push(() => empty.close());
  return empty.url;
}

async function ask<Row extends pg.QueryResultRow>(
  url: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

async function start(environment: Record<string, string>): Promise<RunningService> {
  const service = await startService({ ...common, ...environment });
  closing.push(() => service.kill());
  return service;
}

const recipients = () => sink.messages.flatMap(({ to }) => to);
const twice = () => recipients().length - new Set(recipients()).size;

describe('a backup in mid-send, and its restore', () => {
  it('is made while mail goes out, and a reader leaves after it', async () => {
    const service = await start({ DATABASE_URL: origin.url });
    await waitFor('a part of the send', () => sink.messages.length >= 60, 60_000);
    const { code, out, err } = await runCommand(['backup', backup], { ...common, DATABASE_URL: origin.url });
    expect(err).toContain('deliveries: 300 rows');
    [observations = ''] = /observations: \d+ rows/.exec(err) ?? [];
    expect(out.toString()).toMatch(/read again and sound/);
    expect(code).toBe(0);
    const reached = sink.messages.length;
    await waitFor('more of the send', () => sink.messages.length >= Math.min(reached + 40, READERS), 60_000);

    const [mail] = sink.messages;
    left = mail?.to[0] ?? '';
    const [, path = ''] =
      /List-Unsubscribe: <http:\/\/papers\.example([^>]+)>/.exec(mail?.raw.toString() ?? '') ?? [];
    const answer = await fetch(`${service.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    });
    expect(answer.status).toBe(200);
    // Written before it was answered, so that nothing that happens now takes it back.
    await service.kill();
    expect(await readFile(join(folder, 'data', 'departures.log'), 'utf8')).toContain(' unsubscribed ');
  });

  it('mails nobody twice, lets nobody come back, and waits for an operator', async () => {
    const url = await emptyUrl();
    const environment = { ...common, DATABASE_URL: url };
    const restored = await runCommand(['restore', backup], environment);
    expect(restored.err).toContain('subscribers: 300 rows');
    expect(restored.out.toString()).toMatch(/1 left and 0 were erased/);
    expect(restored.code).toBe(0);
    const again = await runCommand(['restore', backup], environment);
    expect([again.code, again.err]).toEqual([65, expect.stringContaining('DATABASE_NOT_EMPTY')]);

    const before = sink.messages.length;
    const service = await start({ DATABASE_URL: url });
    expect(service.output()).toContain('mail-held');
    const doctor = await runCommand(['doctor'], environment);
    expect(doctor.out.toString()).toContain('FAULT mail is let out: MAIL_HELD');
    const sent = await runCommand(['send', '--date', '2026-03-25'], environment);
    expect([sent.code, sent.err]).toEqual([75, expect.stringContaining('broadsheet resume --all')]);

    const resumed = await runCommand(['resume', '--all'], environment);
    expect(resumed.out.toString()).toMatch(/messages are uncertain and not sent/);
    const sweeps = async () =>
      Number(
        (await ask<{ number: string }>(url, "SELECT number FROM leases WHERE name = 'sweep'"))[0]?.number ??
          0,
      );
    const swept = await sweeps();
    await waitFor(
      'a whole sweep, which finds nothing to send',
      async () => {
        // Each look is a connection, and two sweeps are half a minute.
        await delay(250);
        return (await sweeps()) > swept + 1;
      },
      90_000,
    );
    await service.stop();
    expect(sink.messages.length).toBe(before);
    expect(twice()).toBe(0);

    const states = await ask<{ address: string; state: string }>(
      url,
      'SELECT s.address, d.state FROM deliveries d JOIN subscribers s ON s.id = d.subscriber_id',
    );
    const got = new Set(recipients());
    const lost = states.filter(({ address, state }) => state !== 'uncertain' && !got.has(address));
    expect(lost).toEqual([]);
    expect(new Set(states.map(({ state }) => state))).toEqual(new Set(['sent', 'uncertain']));
    const [reader] = await ask<{ state: string }>(url, 'SELECT state FROM subscribers WHERE address = $1', [
      left,
    ]);
    expect(reader?.state).toBe('unsubscribed');
  });

  it('is noticed where a dump was restored without a word', async () => {
    const url = await emptyUrl();
    await restore({
      ...{ databaseUrl: url, file: backup, secretKeys: [testSecret], log: silent, insteadOfFull: '' },
      progress: { checked: () => undefined, table: () => undefined, filled: () => undefined },
    });
    const before = sink.messages.length;
    const service = await start({ DATABASE_URL: url });
    expect(service.output()).toContain('"how":"copy"');
    const resumed = await runCommand(['resume', '--all'], { ...common, DATABASE_URL: url });
    expect(resumed.out.toString()).toMatch(/1 left and 0 were erased/);
    await service.stop();
    expect(sink.messages.length).toBe(before);
    expect(twice()).toBe(0);
  });

  it('goes from a server into the embedded database and back', async () => {
    const embedded = { ...common, DATA_DIR: join(folder, 'embedded') };
    expect((await runCommand(['restore', backup], embedded)).code).toBe(0);
    const second = join(folder, 'embedded.backup');
    expect((await runCommand(['backup', second], embedded)).code).toBe(0);
    const url = await emptyUrl();
    const back = await runCommand(['restore', second], { ...common, DATABASE_URL: url });
    expect([back.code, back.err]).toEqual([0, expect.stringContaining(observations)]);
    const papers = 'SELECT id, title, authors FROM papers ORDER BY id';
    expect(await ask(url, papers)).toEqual(await ask(origin.url, papers));
  });
});
