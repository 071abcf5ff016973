import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { cliActor } from '../../src/cli/cli-actor.js';
import type { DeclaredConsent, VerdictCounts } from '../../src/model/import.js';
import type { Acting } from '../../src/operators/acting.js';
import type { Database } from '../../src/store/database.js';
import { checkImport, chooseForImport, startImport } from '../../src/subscribers/import/import-acts.js';
import { uploadList } from '../../src/subscribers/import/upload-list.js';
import { openKeyring } from '../../src/subscribers/keyring.js';
import { createTestDatabase } from '../support/database.js';
import { testSecret } from '../support/service.js';

/**
 * In how many chunks a list is checked and carried out, with a kill in each: by hand, since each takes a second
 * (`KILLS=20 npx vitest run test/faults/killed-import-chunks.test.ts`).
 */
const KILLS = Number(process.env['KILLS'] ?? 0);
const CHUNK = 50;
/** A chunk takes about as long, so that a kill comes anywhere in it. */
const WITHIN_MS = 12;

const consent: DeclaredConsent = {
  ...{ basis: 'form', statement: 'One mail a day.', where: 'the fair', since: '2020-01-01' },
};

/** One in fifty cannot be used, one has an address that was there before, a third are stopped. */
async function* list(): AsyncGenerator<Buffer> {
  yield Buffer.from('email,status\n');
  for (let line = 0; line < KILLS * CHUNK; line += 1) {
    if (line % CHUNK === 7) yield Buffer.from(`bad ${line}@,\n`);
    else if (line % CHUNK === 9) yield Buffer.from(`p${line - 1}@example.org,\n`);
    else yield Buffer.from(`p${line}@example.org,${line % 3 === 2 ? 'unsubscribed' : ''}\n`);
  }
}

interface Facts {
  readonly state: string;
  readonly next: number;
  readonly counts: VerdictCounts;
  readonly subscribers: number;
  readonly consents: number;
  readonly notices: number;
  readonly suppressions: number;
}

async function factsOf(database: Database): Promise<Facts> {
  const { rows } = await database.query<Facts & Record<string, unknown>>(
    `SELECT state, next_line AS next, counts, (SELECT count(*) FROM subscribers) AS subscribers,
            (SELECT count(*) FROM consents) AS consents, (SELECT count(*) FROM notices) AS notices,
            (SELECT count(*) FROM suppressions) AS suppressions FROM imports`,
  );
  const [facts] = rows;
  if (facts === undefined) throw new Error('there is no import');
  return facts;
}

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const program = fileURLToPath(new URL('import-process.ts', import.meta.url));

/** A process that goes through the lines, with the lease that a dead one held. */
async function started(database: Database, url: string): Promise<ChildProcess> {
  await database.query("UPDATE leases SET lease_until = '-infinity'");
  const child = spawn(process.execPath, ['--import', tsx, program, url, testSecret, String(CHUNK)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.stdout !== null) await once(child.stdout, 'data');
  return child;
}

/** What a dead process had on its way to the server has ended. */
async function quiet(database: Database): Promise<void> {
  for (let busy = 1; busy > 0; ) {
    await sleep(5);
    const { rows } = await database.query<{ busy: number }>(
      `SELECT count(*) AS busy FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'`,
    );
    busy = rows[0]?.busy ?? 0;
  }
}

/** Kills it once in the chunk of each line, then lets it end. @returns how many kills came before the end */
async function killInEach(database: Database, url: string, state: string): Promise<number> {
  let inTheMiddle = 0;
  for (let chunk = 0; chunk < KILLS; chunk += 1) {
    const child = await started(database, url);
    const isThere = ({ state: now, next }: Facts) => now !== state || next > chunk * CHUNK;
    while (!isThere(await factsOf(database)));
    await sleep(Math.random() * WITHIN_MS);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await quiet(database);
    const facts = await factsOf(database);
    expectWhole(facts, state);
    if (facts.state !== state) break;
    inTheMiddle += 1;
  }
  while ((await factsOf(database)).state === state) {
    const child = await started(database, url);
    if (child.exitCode === null) await once(child, 'exit');
  }
  return inTheMiddle;
}

/** What is told to be done is done, all of it, once. */
function expectWhole({ next, counts, ...there }: Facts, state: string): void {
  const { added = 0, invited = 0, suppressed = 0 } = state === 'checking' ? {} : counts;
  expect(there).toMatchObject({ subscribers: added + invited, consents: added + invited, notices: invited });
  expect(there.suppressions).toBe(suppressed);
  if (state === 'checking') return;
  expect(Object.values(counts).reduce((sum, lines) => sum + lines, 0)).toBe(next - 1);
}

it.runIf(KILLS > 0).each(['add', 'invite'] as const)(
  'a list of people to %s is carried out whole, and no line twice, where its process is killed in each chunk',
  async (aim) => {
    const test = await createTestDatabase();
    try {
      const { database, url } = test;
      await openKeyring(database, [testSecret]);
      const acting: Acting = { database, clock: () => new Date() };
      const { id, mapping } = await uploadList(acting, cliActor(), 'list.csv', list());
      const choice = { mapping, aim, consent, language: 'en', invitesHour: 10_000 } as const;
      await chooseForImport(acting, cliActor(), id, choice);
      await checkImport(acting, cliActor(), id);
      const checking = await killInEach(database, url, 'checking');
      await startImport(acting, cliActor(), id);
      const running = await killInEach(database, url, 'running');
      const facts = await factsOf(database);
      expect(facts).toMatchObject({ state: 'done', next: KILLS * CHUNK + 1 });
      expectWhole(facts, 'done');
      expect(facts.suppressions + facts.subscribers).toBe(KILLS * (CHUNK - 2));
      process.stdout.write(`${aim}: ${checking} kills in the check, ${running} in the run\n`);
    } finally {
      await test.close();
    }
  },
  600_000,
);
