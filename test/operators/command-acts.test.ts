import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cliActor } from '../../src/cli/cli-actor.js';
import { retryFailedMail } from '../../src/feedback/inbound/failed-mail-acts.js';
import { readMail } from '../../src/feedback/inbound/read-mail.js';
import { identifyData } from '../../src/store/data-identity.js';
import { insertFailedMail } from '../../src/store/feedback/failed-mails.js';
import { holdMail } from '../../src/store/restores.js';
import { commandInProcess } from '../support/command-in-process.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { testSecret } from '../support/service.js';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const ADDRESS = 'reader@inbox.example';

let test: TestDatabase;
let folder: string;
let last = 0;
beforeAll(async () => {
  test = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'broadsheet-acts-'));
  await identifyData(test.database, () => null);
});
afterAll(async () => {
  await test.close();
  await rm(folder, { recursive: true, force: true });
});

const run = (...args: string[]) =>
  commandInProcess(args, {
    ...{
      DATA_DIR: folder,
      DATABASE_URL: test.url,
      SECRET_KEY: testSecret,
      PUBLIC_URL: 'http://localhost:3000',
    },
    DEPARTURES_FILE: join(folder, 'departures.log'),
  });

/** What was recorded since this was asked the last time. */
async function recorded() {
  const { out } = await run('audit', '--after', String(last), '--json');
  const events = out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  last = events.at(-1)?.id ?? last;
  return events;
}

async function setAside(raw: string): Promise<number> {
  const mail = { source: 'smtp', reason: 'fault', detail: '', recipients: [ADDRESS] } as const;
  await insertFailedMail(test.database, {
    ...mail,
    ...{ raw: Buffer.from(raw), rawHash: createHash('sha256').update(raw).digest(), receivedAt: new Date() },
  });
  const { rows } = await test.database.query<{ id: number }>('SELECT max(id) AS id FROM failed_mails');
  return rows[0]?.id ?? 0;
}

const by = { actorKind: 'cli', actorId: null, actorName: userInfo().username, client: null };

it('a message that was set aside is removed, or read again, and both are recorded', async () => {
  const removed = await setAside('one');
  expect((await run('inbound', 'remove', String(removed))).out).toBe(`${removed}: removed\n`);
  expect(await recorded()).toMatchObject([
    { ...by, action: 'failed-mail.remove', objectKind: 'failed-mail', objectId: String(removed) },
  ]);
  expect((await run('inbound', 'remove', String(removed))).code).toBe(66);

  const raw = Buffer.from(`From: ${ADDRESS}\r\nSubject: hello\r\n\r\nhello\r\n`);
  const retried = await setAside(raw.toString());
  const inbound = {
    acting: { database: test.database, softBounces: { days: 5, withinDays: 30 }, log: silent },
    keys: { secretKeys: [testSecret], messageIdKey: Buffer.alloc(32) },
    ...{ reader: { read: async () => readMail(raw) }, ownDomains: [], clock: () => new Date() },
  };
  await retryFailedMail(inbound, cliActor(), { id: retried, source: 'smtp', recipients: [], raw });
  expect((await run('inbound', 'failed')).out).toBe('No message is set aside.\n');
  expect(await recorded()).toMatchObject([{ ...by, action: 'failed-mail.retry', objectId: String(retried) }]);
});

it('all mail is let go on once, and who did so is recorded', async () => {
  await holdMail(test.database, 'copy', new Date('2026-03-01T00:00:00Z'));
  expect((await run('resume', '--all')).out).toContain('Mail goes on.');
  expect((await run('resume', '--all')).out).toBe('No mail was held.\n');
  expect(await recorded()).toMatchObject([
    { ...by, action: 'mail.release', facts: { how: 'copy', nothingLost: false } },
  ]);
});

it('no record has an address', async () => {
  const { out } = await run('audit');
  expect(out.split('\n').length).toBeGreaterThan(3);
  expect(out).not.toContain('inbox.example');
});
