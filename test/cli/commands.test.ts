import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Command } from 'commander';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeCommands } from '../../src/cli/program.js';
import { openDkimSigner } from '../../src/rendering/dkim.js';
import { startArxivServer } from '../support/arxiv-server.js';
import { checkMessage } from '../support/check-message.js';
import { commandInProcess } from '../support/command-in-process.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { freePort } from '../support/free-port.js';
import { type HuggingFaceServer, startHuggingFaceServer } from '../support/huggingface-server.js';
import { inventedList } from '../support/invented-list.js';
import { nodeProgram } from '../support/node-program.js';
import { runCommand, testSecret } from '../support/service.js';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';

const built = fileURLToPath(new URL('../../dist', import.meta.url));
const DAY = '2026-03-24';
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const signature = { domain: 'papers.example', selector: 'daily', privateKey: pem };

let folder: string;
let database: TestDatabase;
let source: HuggingFaceServer;
let sink: SmtpSink;
let environment: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'broadsheet-cli-'));
  [database, source, sink] = await Promise.all([
    createTestDatabase(),
    startHuggingFaceServer(),
    startSmtpSink(),
  ]);
  source.setDay(DAY, inventedList(DAY, 15));
  await writeFile(join(folder, 'dkim.pem'), pem, { mode: 0o600 });
  environment = {
    DATA_DIR: folder,
    DATABASE_URL: database.url,
    SMTP_URL: sink.url,
    HUGGINGFACE_URL: source.url,
    SECRET_KEY: testSecret,
    PUBLIC_URL: 'https://papers.example',
    MAIL_FROM: 'Broadsheet <daily@papers.example>',
    POSTAL_ADDRESS: '1 Invented Street, 00000 Nowhere',
    DKIM_DOMAIN: signature.domain,
    DKIM_SELECTOR: signature.selector,
    DKIM_KEY_FILE: join(folder, 'dkim.pem'),
  };
});

afterAll(async () => {
  await Promise.all([sink.stop(), source.stop()]);
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

/** Within this process: what the built program adds to it is tried by those that start one. */
const run = (...args: string[]) => commandInProcess(args, environment);

describe('broadsheet', () => {
  it('lists its commands and exit codes', async () => {
    const { code, out: octets } = await runCommand(['--help'], {});
    const out = octets.toString();
    expect(code).toBe(0);
    const program = new Command();
    describeCommands(program, () => async () => undefined);
    const listed = [...out.matchAll(/^ {2}([a-z-]+) .*/gm)].map(([, name]) => name);
    expect(listed).toEqual(expect.arrayContaining(program.commands.map((command) => command.name())));
    expect(out).toContain('Exit codes');
  });

  it('is built whole: every part that a command loads is there, with all that it imports', async () => {
    const parts = (await readdir(built)).filter((name) => /^(?!main|mail-thread).+\.js$/.test(name));
    expect(parts.length).toBeGreaterThan(30);
    const all = parts.map((name) => pathToFileURL(join(built, name)).href);
    const load = `await Promise.all(${JSON.stringify(all)}.map((part) => import(part)))`;
    const [node, ...flags] = nodeProgram;
    const loaded = spawnSync(node, [...flags, '--input-type=module', '--eval', load], { encoding: 'utf8' });
    expect([loaded.status, loaded.stderr]).toEqual([0, '']);
  });

  it.each([
    [['nonsense'], 2],
    [['nonsense', '--help'], 2],
    [['help', 'nonsense'], 2],
    [['CONFIG'], 2],
    [['audit', '--limit', '0'], 2],
    [['curations', '--undo', '1', '--up', '1'], 2],
    [['curations', '--up', '1', '--down', '1'], 2],
    [['curations', '--note', 'of none'], 65],
    [['words', '--intro', 'a', '--intro-file', 'b'], 2],
    [['send', '--test', 'a@b.example', '--to', 'c@d.example'], 2],
    [['resume', '--all', '--date', DAY], 2],
    [['render', '--sample', '--date', DAY], 2],
    [['rates', '--dmarc', '--watch'], 2],
    [['numbers', '--by', 'domain'], 65],
    [['feedback', '--csv', '--json'], 2],
    [['lift', '--since', '2026-03-24', '--until', '2026-03-23'], 65],
    [['pause', '--date', '1999-01-01', '--reason', 'r'.repeat(201)], 66],
    [['subscribers', 'export', 'readers.csv'], 2],
    [['subscribers', 'stats', '--state', 'active'], 2],
    [['subscribers', 'list', '--dry-run'], 2],
    [['subscribers', 'list', '--search', 'nonsense'], 66],
    [['searches', 'list', '--state', 'active'], 2],
    [['inbound', 'failed', '1'], 2],
    [['imports', 'list', '1'], 2],
    [['keys', 'list', 'nonsense'], 2],
    [['keys', 'revoke', '1', '--role', 'viewer'], 2],
    [['operators', 'list', '--owner'], 2],
    [['webhooks', 'list', '1'], 2],
    [['webhooks', 'add', 'https://papers.test/', '--events', ','], 2],
    [['webhooks', 'change', '1', '--with-addresses', '--without-addresses'], 2],
    [['webhooks', 'deliveries', '1'], 66],
    [['backup', '/dev/null'], 65],
    [['restore', '/nowhere/backup'], 66],
    [['restore', '/'], 65],
    [['assemble', '--date', '2026-02-30'], 2],
    [['ingest', '--days', '0'], 2],
    [['render', '--date', '1999-01-01'], 66],
    [['send', '--date', '1999-01-01'], 66],
    [['render', '--date', '1999-01-01', '--to', 'nobody'], 66],
  ])('refuses %j with exit code %i and a sentence', async (args, expected) => {
    const { code, err, out } = await run(...args);
    expect({ code, out }).toEqual({ code: expected, out: '' });
    expect(err).toMatch(/\S+ \S+/);
  });

  it.each([
    [['webhook', '--help'], 'Did you mean webhooks?'],
    [['help', 'strat'], 'Did you mean start?'],
    [['Config'], 'Did you mean config?'],
    [['subscribers', 'export', 'readers.csv'], "argument 'file' is of subscribers import"],
    [['subscribers', 'stats', '--state', 'active'], 'of subscribers list, export'],
    [['webhooks', 'add', 'https://localhost/'], 'a name that only your own network knows'],
    [['webhooks', 'add', 'https://hooks.internal./'], 'WEBHOOK_PRIVATE=on'],
    [['webhooks', 'add', 'https://intranet/'], 'WEBHOOK_PRIVATE=on'],
  ])('says what to do instead of %j', async (args, said) => {
    expect((await run(...args)).err).toContain(said);
  });

  it('freezes the digest of a week, and of none that is not over', async () => {
    const week = await run('assemble', '--kind', 'weekly', '--date', DAY);
    expect(week).toMatchObject({ code: 0 });
    expect(week.out).toMatch(/^2026-W13: \d+ papers, frozen /);
    const mail = await run('render', '--kind', 'weekly', '--date', '2026-03-29');
    expect(mail.out).toContain('The week of March 23');
    const early = await run('assemble', '--kind', 'monthly', '--date', '9998-01-01');
    expect(early).toMatchObject({ code: 75 });
    expect(early.err).toContain('is not over');
  });

  it('pins a paper, lists it, and takes it back', async () => {
    const paper = '2603.24000';
    const pinned = await run('pin', paper, '--date', DAY, '--note', 'Mind this.');
    expect(pinned.out).toMatch(new RegExp(`^1\tpin\t${DAY}\t${paper}\t.*\tMind this\\.\n$`));
    expect((await run('curations')).out).toBe(pinned.out);
    expect((await run('curations', '--undo', '1')).out).toContain('taken back');
    expect((await run('curations')).out).toBe('');
    expect(await run('add', '9999.99999')).toMatchObject({ code: 66 });
    expect(await run('curations', '--undo', 'x')).toMatchObject({ code: 2 });
  });

  it('asks arXiv for a paper that no list has brought', async () => {
    const arxiv = await startArxivServer();
    arxiv.setPapers([{ id: '2603.31313v2', title: 'An invented paper that nobody listed' }]);
    const asking = { ...environment, SOURCES: 'huggingface,arxiv', ARXIV_API_URL: arxiv.url };
    const added = await commandInProcess(['add', '2603.31313', '--date', DAY], asking);
    expect(added.out).toContain(`\tadd\t${DAY}\t2603.31313\tAn invented paper that nobody listed`);
    expect((await commandInProcess(['add', '2603.99999', '--date', DAY], asking)).code).toBe(66);
    expect(arxiv.requests).toHaveLength(2);
    const [id = ''] = added.out.split('\t');
    expect((await run('curations', '--undo', id)).code).toBe(0);
    await arxiv.stop();
  });

  it('names every fault of the environment at once', async () => {
    const { code, err } = await runCommand(['migrate'], {
      PORT: 'many',
      ROLE: 'boss',
      DATABASE_URL: 'mysql://x',
    });
    expect(code).toBe(78);
    for (const name of ['PORT', 'ROLE', 'DATABASE_URL']) expect(err).toContain(`- ${name}:`);
  });

  it('says which port is taken, before anything is started for nothing', async () => {
    const { code, err } = await runCommand(['start'], { ...environment, PORT: new URL(source.url).port });
    expect(code).toBe(69);
    expect(err).toContain('PORT_TAKEN');
    expect(err).toContain(new URL(source.url).port);
    expect(err).toContain('Another program listens there');
  });

  it('goes from the source to the inbox by commands alone', async () => {
    expect((await run('migrate')).out).toContain('up to date');
    expect((await run('ingest', '--date', DAY)).out).toBe(`${DAY} huggingface: 15 papers\n`);
    expect((await run('assemble', '--date', DAY)).out).toContain(`${DAY}: 15 papers`);
    expect((await run('assemble', '--date', DAY)).code, 'again').toBe(0);
    const sent = await run('send', '--date', DAY);
    expect(sent.out).toBe(`${DAY}: 0 sent\n`);
    expect(sent.code).toBe(0);
    expect((await run('send', '--date', DAY, '--to', 'stranger@inbox.example')).code).toBe(66);
    expect(sink.messages).toEqual([]);
  });

  it('renders the message that standards ask for, and signs it', async () => {
    const { code, out, err } = await runCommand(['render', '--date', DAY], environment);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(await checkMessage(out, { expectList: true })).toEqual([]);

    const parsed = await PostalMime.parse(out);
    expect(parsed.from?.address).toBe('daily@papers.example');
    expect(parsed.text).toContain('1 Invented Street, 00000 Nowhere');

    const { record } = openDkimSigner(signature);
    const verified = await dkimVerify(out, { resolver: async () => [[record]] });
    expect(verified.results.map(({ status }) => status.result)).toEqual(['pass']);
    const aligned = verified.results.map(({ signingDomain }) => signingDomain);
    expect(aligned).toEqual(['papers.example']);
    const signed = verified.results[0]?.signingHeaders?.keys.toLowerCase() ?? '';
    for (const name of [
      'from',
      'to',
      'subject',
      'date',
      'message-id',
      'list-unsubscribe',
      'list-unsubscribe-post',
    ]) {
      expect(signed).toContain(name);
    }
  });

  it('renders the same reader’s message with the same Message-ID', async () => {
    const ids = [];
    for (let time = 0; time < 2; time += 1) {
      ids.push((await PostalMime.parse((await run('render', '--date', DAY)).octets)).messageId);
    }
    expect(ids[0]).toMatch(/^<[^@]+@papers\.example>$/);
    expect(ids[1]).toBe(ids[0]);
  });

  it('signs with a second key of another kind', async () => {
    const { privateKey: second } = generateKeyPairSync('ed25519');
    const secondPem = second.export({ type: 'pkcs8', format: 'pem' }).toString();
    await writeFile(join(folder, 'second.pem'), secondPem, { mode: 0o600 });
    const both = {
      ...environment,
      DKIM_MORE_KEYS: `second=${join(folder, 'second.pem')}`,
    };
    const { octets } = await commandInProcess(['render', '--date', DAY], both);
    const records = {
      'daily._domainkey.papers.example': openDkimSigner(signature).record,
      'second._domainkey.papers.example': openDkimSigner({
        domain: 'papers.example',
        selector: 'second',
        privateKey: secondPem,
      }).record,
    };
    const resolver = async (name: string) => [[records[name as keyof typeof records] ?? '']];
    const { results } = await dkimVerify(octets, { resolver });
    expect(results.map(({ status }) => status.result)).toEqual(['pass', 'pass']);
    expect((await commandInProcess(['render'], { ...both, DKIM_MORE_KEYS: 'second' })).code).toBe(78);
  });

  it('watches and steers a mailing', async () => {
    const { rows } = await database.database.query<{ id: number }>(
      `WITH reader AS (
         INSERT INTO subscribers (address, address_key, address_hash, state, confirmed_at)
         VALUES ('reader@inbox.example', 'reader@inbox.example', '\\x01', 'active', now()) RETURNING id
       ), slice AS (
         INSERT INTO slices (digest_id) SELECT id FROM digests WHERE period = $1 AND kind = 'daily'
         RETURNING id, digest_id
       )
       INSERT INTO deliveries (digest_id, subscriber_id, slice_id, state, reason)
       SELECT slice.digest_id, reader.id, slice.id, 'uncertain', 'worker-lost' FROM reader, slice
       RETURNING subscriber_id AS id`,
      [DAY],
    );
    const id = rows[0]?.id;
    const said = async (...args: string[]) => (await run(...args, '--date', DAY)).out;
    expect(await said('uncertain')).toContain(`${id}\treader@inbox.example`);
    expect(JSON.parse(await said('uncertain', '--json'))).toMatchObject({ subscriberId: id });
    const unsaid = await run('uncertain', '--date', DAY, '--subscriber', String(id));
    expect(unsaid).toMatchObject({ code: 65, err: expect.stringContaining('--as sent') });
    expect(await run('uncertain', '--date', DAY, '--as', 'lost')).toMatchObject({ code: 2 });
    const resend = ['uncertain', '--as', 'resend', '--subscriber', String(id)];
    expect(await said(...resend)).toBe(`${DAY}: 1 settled, resend\n`);
    expect(await said('uncertain')).toBe('');
    expect(await said('pause', '--reason', 'a typing error')).toBe(`${DAY}: paused\n`);
    expect(await said('progress')).toContain('paused (operator, a typing error), 1 pending, 0 sent');
    await run('send', '--date', DAY);
    expect(sink.messages).toEqual([]);
    expect(await said('resume')).toBe(`${DAY}: goes on\n`);
    const unconfirmed = await run('cancel', '--date', DAY);
    expect({ code: unconfirmed.code, err: unconfirmed.err }).toMatchObject({ code: 65 });
    expect(unconfirmed.err).toContain('--yes');
    expect(await said('cancel', '--yes')).toBe(`${DAY}: cancelled, 1 skipped\n`);
    expect((await run('resume', '--date', DAY)).code).toBe(65);
    expect(JSON.parse(await said('progress', '--json', '--watch'))).toMatchObject({
      date: DAY,
      state: 'cancelled',
      deliveries: { skipped: 1 },
    });
  });

  it('tells rates and what receivers report by one command', async () => {
    expect(await run('rates', '--days', '30')).toMatchObject({ code: 0, err: '' });
    expect((await run('rates', '--dmarc')).out).toBe('No reports on these days.\n');
    expect((await run('rates', '--dmarc', '--json')).out).toBe('');
  });

  it('counts the numbers of each day and shows them, at a glance or by label', async () => {
    const glance = (await run('numbers', '--days', '2')).out.trim().split('\n');
    expect(glance[0]).toMatch(/^day +readers +signups +joined +left +mail\.sent/);
    expect(glance[1]).toMatch(/^\d{4}-\d\d-\d\d +\d/);
    const days = (await run('numbers', 'readers', '--json')).out.trim().split('\n');
    const today = JSON.parse(days.at(-1) ?? '');
    expect(today).toEqual({ day: expect.any(String), incomplete: false, values: expect.any(Object) });
    expect(await run('numbers', 'readers', '--by', 'origin')).toMatchObject({
      code: 65,
      err: 'INPUT_INVALID: readers is counted by state, frequency, language, zone, use.\n',
    });
    expect((await run('numbers', 'opens')).code).toBe(2);
  });

  it('tells who is on watch, and lifts many who were suppressed, with a preview and a way back', async () => {
    const { database: rows } = database;
    expect((await run('rates', '--watch')).out).toBe('Nobody is on watch.\n');
    await rows.query(
      `INSERT INTO refusals (digest_id, subscriber_id, via, words, domain, reason, effect, at)
       SELECT g.id, s.id, 'session', '550: no such user here', 'inbox.example', 'unknown-mailbox', 'watched', now()
         FROM digests g, subscribers s WHERE g.period = $1 AND g.kind = 'daily'`,
      [DAY],
    );
    const watched = await run('rates', '--watch');
    expect(watched.out).toMatch(/^subscriber \d+\t\S+\tunknown-mailbox\t550: no such user here\n$/);
    expect(JSON.parse((await run('rates', '--watch', '--json')).out)).toMatchObject({
      reason: 'unknown-mailbox',
    });

    await rows.query(
      `WITH bounced AS (UPDATE subscribers SET state = 'bounced' RETURNING address_hash)
       INSERT INTO suppressions (address_hash, reason) SELECT address_hash, 'bounced' FROM bounced`,
    );
    const state = async () => (await rows.query('SELECT state FROM subscribers')).rows;
    const preview = await run('lift', '--since', '1h');
    expect(preview.out).toContain('1 readers would be mailed again. Nothing was changed');
    expect(await state()).toEqual([{ state: 'bounced' }]);
    expect((await run('lift', '--since', '1h', '--yes')).err).toContain('--reason');
    const lifted = await run('lift', '--since', '1h', '--yes', '--reason', 'the relay was wrong');
    expect(lifted.out).toContain('broadsheet lift --undo 1');
    expect(lifted.err).toContain('suppressions-lifted');
    expect(await state()).toEqual([{ state: 'active' }]);
    expect((await run('lift', '--undo')).out).toContain('1 readers are suppressed again');
    expect(await state()).toEqual([{ state: 'bounced' }]);
    expect((await run('lift', '--undo')).code).toBe(66);
    expect((await run('lift', '--since', '1h', '--undo')).code).toBe(65);
  });

  it('has recorded each act, and by whom', async () => {
    const written = (await run('audit', '--after', '0', '--json')).out;
    const events = written
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(new Set(events.map(({ actorKind, actorName }) => `${actorKind} ${actorName}`))).toEqual(
      new Set([`cli ${userInfo().username}`]),
    );
    expect(new Set(events.map(({ action }) => action))).toEqual(
      new Set([
        ...['paper.pin', 'paper.add', 'curation.end', 'list.read', 'digest.freeze', 'digest.release'],
        ...['deliveries.settle', 'digest.pause', 'digest.resume', 'digest.cancel'],
        ...['suppressions.lift', 'suppressions.lift-undo'],
      ]),
    );
    expect(written).not.toContain('inbox.example');
    const paused = (await run('audit', '--action', 'digest.pause', '--object', `digest:${DAY}`)).out;
    expect(paused).toMatch(
      new RegExp(`^\\d+\t\\S+Z\tcli \\S+\tdigest\\.pause\tdigest ${DAY}\t{"reason":"a typing error"}\n$`),
    );
    expect((await run('audit', '--limit', '2')).out.split('\n')).toHaveLength(3);
    expect(await run('audit', '--object', 'Digest 1')).toMatchObject({ code: 2 });
  });

  it('has a doctor that uses every part, and names what is ill', async () => {
    const well = (await run('doctor')).out;
    const named = (verdict: string) =>
      [...well.matchAll(/^(\w+)\s+([^:\n]+):/gm)]
        .filter(([, said]) => said === verdict)
        .map(([, , name]) => name);
    expect(named('ok')).toEqual(
      expect.arrayContaining(['configuration', 'database', 'clock', 'time zones', 'queue', 'mail server']),
    );
    // The server of the tests writes nothing through, to be quick.
    expect(named('FAULT')).toEqual(['durability']);
    expect(well).toMatch(/^FAULT durability: fsync and full_page_writes off: /m);

    const smtpUrl = `smtp://127.0.0.1:${await freePort()}`;
    const ill = await commandInProcess(['doctor'], { ...environment, SMTP_URL: smtpUrl });
    expect(ill.code).toBe(1);
    expect(ill.out).toMatch(/^FAULT mail server: SMTP_UNREACHABLE/m);
  });
});
