import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../../../src/model/actor.js';
import type { DeclaredConsent, Import, ImportAim, ImportVerdict } from '../../../src/model/import.js';
import { permissions } from '../../../src/model/permission.js';
import type { Database, Queryable } from '../../../src/store/database.js';
import { dropOldLines, findLines } from '../../../src/store/imports/import-lines.js';
import { failCutImports, findImport } from '../../../src/store/imports/imports.js';
import { readPersonalData } from '../../../src/store/subscribers/personal-data.js';
import { liftSuppression } from '../../../src/subscribers/address-record.js';
import { confirmSubscription } from '../../../src/subscribers/confirm-subscription.js';
import { goThroughImports, type ImportContext } from '../../../src/subscribers/import/go-through-lines.js';
import {
  cancelImport,
  checkImport,
  chooseForImport,
  pauseImportByOperator,
  resumeImportByOperator,
  startImport,
} from '../../../src/subscribers/import/import-acts.js';
import { problemFile } from '../../../src/subscribers/import/problem-file.js';
import { uploadList } from '../../../src/subscribers/import/upload-list.js';
import { addressHash } from '../../../src/subscribers/keyring.js';
import { redactErased } from '../../../src/subscribers/redact-erased.js';
import { removeSubscriber } from '../../../src/subscribers/remove-subscriber.js';
import { suppress } from '../../../src/subscribers/suppress.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import {
  consentsOf,
  emptyTables,
  keyring,
  limits,
  noticesTo,
  rowOf,
  setState,
  signUp,
} from '../signed-up.js';

const consent: DeclaredConsent = {
  basis: 'confirmed',
  statement: 'One mail a week about new papers.',
  where: 'https://old.example/newsletter',
  since: '2021-05-01',
};
const actor: Actor = {
  ...{ kind: 'cli', id: null, name: 'tester', authenticatedAt: null, clientHash: null },
  permissions: new Set(permissions),
};

let test: TestDatabase;
let database: Database;
let now: Date;
const warned: string[] = [];
beforeAll(async () => {
  test = await createTestDatabase();
  database = test.database;
});
beforeEach(async () => {
  now = new Date();
  warned.length = 0;
  await emptyTables(database);
  await database.query('DELETE FROM suppressions');
  await database.query('DELETE FROM imports');
});
afterAll(() => test.close());

const clock = () => now;
const context = (other: Partial<ImportContext> = {}): ImportContext => ({
  ...{ database, keyring, clock },
  log: { info: () => undefined, warn: (_, event) => void warned.push(event) },
  ...other,
});
const acting = () => ({ database, clock });
const go = (other: Partial<ImportContext> = {}) =>
  goThroughImports(context(other), new AbortController().signal);

function upload(text: string, name = 'list.csv'): Promise<Import> {
  const octets = (async function* () {
    yield Buffer.from(text);
  })();
  return uploadList(acting(), actor, name, octets);
}

/** Uploads a list and checks it with an aim. */
async function checked(text: string, aim: ImportAim = 'add', invitesHour = 500): Promise<Import> {
  const { id, mapping } = await upload(text);
  await chooseForImport(acting(), actor, id, { mapping, aim, language: 'en', consent, invitesHour });
  await checkImport(acting(), actor, id);
  await go();
  return found(id);
}

async function found(id: number): Promise<Import> {
  const one = await findImport(database, id);
  if (one === null) throw new Error('there is no such import');
  return one;
}

async function run(id: number, other: Partial<ImportContext> = {}): Promise<Import> {
  await startImport(acting(), actor, id);
  await go(other);
  return found(id);
}

async function verdictsOf({ id, lines }: Import): Promise<(ImportVerdict | null)[]> {
  const all = await findLines(
    database,
    id,
    Array.from({ length: lines }, (_, at) => at + 1),
  );
  return all.map(({ verdict }) => verdict);
}

async function stored(): Promise<unknown> {
  const { rows } = await database.query(
    `SELECT (SELECT jsonb_agg(to_jsonb(s) - 'id' ORDER BY address_key) FROM subscribers s) AS subscribers,
            (SELECT count(*) FROM consents) AS consents, (SELECT count(*) FROM notices) AS notices,
            (SELECT jsonb_agg(to_jsonb(x) ORDER BY address_hash) FROM suppressions x) AS suppressions`,
  );
  return rows[0];
}

const rowsOf = (list: readonly (readonly [address: string, status: string, verdict: ImportVerdict])[]) => ({
  text: `email,status,subscribed_at,language,frequency,timezone,source\n${list
    .map(([address, status]) => `${address},${status},2022-03-04 05:06:07,de-AT,weekly,Europe/Vienna,Spring`)
    .join('\n')}`,
  verdicts: list.map(([, , verdict]) => verdict),
});

/** One of each kind, against what {@link peopleHere} makes. */
const mixed = rowsOf([
  ['new@example.org', 'subscribed', 'added'],
  ['New@Example.org', 'subscribed', 'twice'],
  ['no address', 'subscribed', 'invalid'],
  ['strange@example.org', 'gone fishing', 'invalid'],
  ['pending@example.org', 'unconfirmed', 'unconfirmed'],
  ['gone@example.org', 'unsubscribed', 'suppressed'],
  ['gone@example.org', 'subscribed', 'twice'],
  ['dead@example.org', 'cleaned', 'suppressed'],
  ['cross@example.org', 'spam', 'suppressed'],
  ['two-lines@example.org', 'subscribed', 'twice'],
  ['two-lines@example.org', 'unsubscribed', 'suppressed'],
  ['reader@example.org', 'subscribed', 'already'],
  ['reader@example.org', 'unsubscribed', 'already'],
  ['left-here@example.org', 'subscribed', 'left'],
  ['bounced-here@example.org', 'subscribed', 'silenced'],
  ['operator@example.org', 'subscribed', 'silenced'],
  ['erased@example.org', 'subscribed', 'erased'],
  ['erased@example.org', 'unsubscribed', 'erased'],
  ['imported@example.org', 'unsubscribed', 'suppressed'],
]);

async function peopleHere(): Promise<void> {
  for (const name of ['reader', 'left-here', 'bounced-here', 'erased', 'imported'])
    await signUp(database, `${name}@example.org`, now);
  const id = async (name: string) => (await rowOf(database, `${name}@example.org`)).id;
  await setState(database, await id('reader'), 'active');
  await setState(database, await id('left-here'), 'unsubscribed');
  await setState(database, await id('bounced-here'), 'bounced');
  await setState(database, await id('imported'), 'active');
  await database.query('DELETE FROM consents WHERE subscriber_id = $1', [await id('imported')]);
  await removeSubscriber(database, keyring, await id('erased'));
  await database.query(`INSERT INTO suppressions (address_hash, reason) VALUES ($1, 'operator')`, [
    addressHash(keyring, 'operator@example.org'),
  ]);
}

async function suppressionOf(address: string): Promise<string | null> {
  const { rows } = await database.query<{ reason: string }>(
    'SELECT reason FROM suppressions WHERE address_hash = $1',
    [addressHash(keyring, address)],
  );
  return rows[0]?.reason ?? null;
}

describe('an import', () => {
  it('says beforehand what becomes of each line, changes nothing by it, and does just that', async () => {
    await peopleHere();
    const before = await stored();
    const one = await checked(mixed.text);
    expect(one).toMatchObject({ state: 'checked', lines: 19, service: null, counts: {} });
    expect(await verdictsOf(one)).toEqual(mixed.verdicts);
    expect(await stored()).toEqual(before);
    expect(one.checked).toMatchObject({
      added: 1,
      suppressed: 5,
      invalid: 2,
      twice: 3,
      already: 2,
      erased: 2,
    });
    expect(one.samples.invalid).toEqual([3, 4]);

    const done = await run(one.id);
    expect(done).toMatchObject({ state: 'done', nextLine: 20, counts: one.checked });
    expect(await verdictsOf(done)).toEqual(mixed.verdicts);
    const { rows } = await database.query(
      `SELECT s.state, s.language, s.frequency, s.time_zone, c.event, c.via, c.wording, c.origin, c.agreed_at
         FROM consents c JOIN subscribers s ON s.id = c.subscriber_id WHERE c.import_id = $1 AND c.event = 'added'`,
      [one.id],
    );
    expect(rows).toEqual([
      {
        ...{ state: 'active', language: 'de', frequency: 'weekly', time_zone: 'Europe/Vienna' },
        ...{ event: 'added', via: 'import', wording: `import-${one.id}`, origin: 'import?from=spring' },
        agreed_at: new Date('2022-03-04T05:06:07Z'),
      },
    ]);
    expect(done.consent).toEqual(consent);
    const reasons: [string, string | null][] = [];
    for (const name of ['gone', 'dead', 'cross', 'two-lines', 'imported', 'erased', 'reader'])
      reasons.push([name, await suppressionOf(`${name}@example.org`)]);
    expect(Object.fromEntries(reasons)).toEqual({
      ...{ gone: 'left', dead: 'bounced', cross: 'complained', 'two-lines': 'left', imported: 'left' },
      ...{ erased: 'erased', reader: null },
    });
    expect((await rowOf(database, 'reader@example.org')).state).toBe('active');
    const imported = await rowOf(database, 'imported@example.org');
    expect(imported.state).toBe('unsubscribed');
    expect(await consentsOf(database, imported.id)).toEqual(['withdrawn import']);
  });

  it('brings nobody in again by a second time, nor by another list', async () => {
    const list = rowsOf([
      ['a@example.org', '', 'added'],
      ['b@example.org', 'unsubscribed', 'suppressed'],
    ]);
    await run((await checked(list.text)).id);
    const again = await checked(list.text);
    expect(again.mapping).toMatchObject({ address: 0, state: 1, agreedAt: 2 });
    expect(await verdictsOf(again)).toEqual(['already', 'silenced']);
    const other = await checked('email\nb@example.org\n');
    expect(await verdictsOf(other)).toEqual(['silenced']);
  });

  it('lets who left elsewhere come back by themselves', async () => {
    await run((await checked('email,status\nback@example.org,unsubscribed\n')).id);
    now = new Date(now.getTime() + 1_000);
    await signUp(database, 'back@example.org', now);
    const { id, confirm_serial: serial } = await rowOf(database, 'back@example.org');
    await confirmSubscription(database, { subscriberId: id, serial, now, clientHash: null, via: 'link' });
    expect((await rowOf(database, 'back@example.org')).state).toBe('active');
    expect(await suppressionOf('back@example.org')).toBeNull();
  });

  it('leaves who gave up an address to the person, whatever an operator does', async () => {
    const names = ['erased', 'left', 'moved'] as const;
    for (const reason of names)
      await database.query('INSERT INTO suppressions (address_hash, reason) VALUES ($1, $2)', [
        ...[addressHash(keyring, `${reason}@example.org`), reason],
      ]);
    const lifting = { ...acting(), keyring, log: { warn: () => undefined } };
    for (const reason of names) {
      const address = `${reason}@example.org`;
      const refused = { code: 'INPUT_INVALID', details: { reason } };
      // To suppress it and to lift that is no way around.
      await suppress({ ...acting(), keyring }, actor, address, 'they wrote');
      await expect(liftSuppression(lifting, actor, { address }, 'they wrote')).rejects.toMatchObject(refused);
      expect(await suppressionOf(address)).toBe(reason);
    }
    const lines = names.flatMap((name) => [`${name}@example.org,`, `${name}@example.org,unsubscribed`]);
    const one = await checked(`email,status\n${lines.join('\n')}\n`);
    expect(await verdictsOf(one)).toEqual([
      ...['erased', 'erased', 'silenced', 'silenced', 'silenced', 'silenced'],
    ]);
    expect((await run(one.id)).counts).toEqual(one.checked);
    expect(await countOf('subscribers')).toBe(0);
  });

  it('suppresses a list of people who must not be mailed, readers among them', async () => {
    await peopleHere();
    const one = await checked(
      'email\nreader@example.org\nother@example.org\nleft-here@example.org\n',
      'suppress',
    );
    expect(await verdictsOf(one)).toEqual(['suppressed', 'suppressed', 'suppressed']);
    await run(one.id);
    expect((await rowOf(database, 'reader@example.org')).state).toBe('unsubscribed');
    expect(await suppressionOf('other@example.org')).toBe('operator');
  });

  it('invites each once, so many an hour, and none who left', async () => {
    await peopleHere();
    const list = ['a', 'b', 'c', 'left-here', 'reader'].map((name) => `${name}@example.org`);
    const one = await checked(`email\n${list.join('\n')}\n`, 'invite', 2);
    expect(await verdictsOf(one)).toEqual(['invited', 'invited', 'invited', 'left', 'already']);
    let woken = 0;
    const onInvited = async () => {
      woken += 1;
    };
    const waiting = await run(one.id, { onInvited });
    expect(waiting).toMatchObject({ state: 'running', nextLine: 3, counts: { invited: 2 } });
    expect(waiting.nextAt?.getTime()).toBe(now.getTime() + 3_600_000);
    expect(woken).toBeGreaterThan(0);
    const { id } = await rowOf(database, 'a@example.org');
    expect(await noticesTo(database, id)).toEqual(['confirmation 1']);
    expect(await consentsOf(database, id)).toEqual([`requested import import-${one.id}`]);
    now = new Date(now.getTime() + 3_600_001);
    await go();
    expect(await found(one.id)).toMatchObject({ state: 'done', counts: { invited: 3, left: 1, already: 1 } });
    expect(limits.perDomainHour).toBeGreaterThan(2);
  });

  it('pauses by itself where many of those invited are dead addresses', async () => {
    const list = Array.from({ length: 60 }, (_, at) => `p${at}@example.org`).join('\n');
    const one = await checked(`email\n${list}\n`, 'invite', 55);
    await run(one.id);
    await database.query(
      `UPDATE subscribers SET state = 'bounced' WHERE address_key IN ('p1@example.org', 'p2@example.org')`,
    );
    now = new Date(now.getTime() + 3_600_001);
    await go();
    expect(await found(one.id)).toMatchObject({ state: 'paused', reason: 'dead-addresses', nextLine: 56 });
    expect(warned).toEqual(['import-paused']);
    now = new Date(now.getTime() + 1_000);
    await resumeImportByOperator(acting(), actor, one.id);
    await go();
    expect(await found(one.id)).toMatchObject({ state: 'done', reason: null });
  });

  it('pauses between chunks, goes on with the next line, and is cancelled for good', async () => {
    const list = `email\n${Array.from({ length: 50 }, (_, at) => `p${at}@example.org`).join('\n')}\n`;
    const one = await checked(list);
    let asked: Promise<unknown> = Promise.resolve();
    const paused = await run(one.id, {
      chunk: 10,
      onChunk: () => {
        asked = pauseImportByOperator(acting(), actor, one.id).catch(() => undefined);
      },
    });
    await asked;
    expect(paused.counts.added).toBe(paused.nextLine - 1);
    const held = await found(one.id);
    expect(held.state).toBe('paused');
    expect(held.nextLine).toBeLessThan(50);
    await resumeImportByOperator(acting(), actor, one.id);
    await go({ chunk: 10 });
    expect(await found(one.id)).toMatchObject({ state: 'done', counts: { added: 50 } });
    await expect(cancelImport(acting(), actor, one.id)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    const other = await checked('email\nq@example.org\n');
    await cancelImport(acting(), actor, other.id);
    await expect(startImport(acting(), actor, other.id)).rejects.toMatchObject({
      details: { reason: 'state' },
    });
    const { rows } = await database.query(
      `SELECT action FROM audit_events WHERE object_id = $1 ORDER BY id`,
      [String(one.id)],
    );
    expect(rows.map(({ action }) => action)).toEqual([
      ...['import.upload', 'import.start', 'import.pause', 'import.resume'],
    ]);
  });

  it('loses nothing and does nothing twice where it fails at any statement', async () => {
    const lines = Array.from(
      { length: 24 },
      (_, at) => `p${at}@example.org,${at % 3 === 2 ? 'unsubscribed' : ''}`,
    );
    const one = await checked(`email,status\n${lines.join('\n')}\n`);
    await startImport(acting(), actor, one.id);
    // Each time the process gets a few statements further before its connection is cut, and begins anew.
    for (let after = 1; (await found(one.id)).state === 'running'; after += 1) {
      await go({ chunk: 8, database: cutAfter(database, after) }).catch(() => undefined);
      const { nextLine, counts } = await found(one.id);
      expect((counts.added ?? 0) + (counts.suppressed ?? 0)).toBe(nextLine - 1);
      expect(await countOf('consents')).toBe(counts.added ?? 0);
      expect(await countOf('suppressions')).toBe(counts.suppressed ?? 0);
      await database.query(`UPDATE leases SET lease_until = '-infinity'`);
      if (after > 200) throw new Error('it never ends');
    }
    expect(await found(one.id)).toMatchObject({ state: 'done', counts: { added: 16, suppressed: 8 } });
    expect(await countOf('subscribers')).toBe(16);
  });

  it('asks for what a list of people who agreed has to say', async () => {
    const { id, mapping } = await upload('email\na@example.org\n');
    const choose = (declared: DeclaredConsent | null, columns = mapping) =>
      chooseForImport(acting(), actor, id, {
        ...{ mapping: columns, aim: 'add', language: 'en', consent: declared, invitesHour: 500 },
      });
    const reasonOf = (asked: Promise<unknown>) =>
      asked.then(
        () => null,
        (error: { details: { reason: string } }) => error.details.reason,
      );
    expect(await reasonOf(choose({ ...consent, statement: 'yes' }))).toBe('statement');
    expect(await reasonOf(choose({ ...consent, where: '' }))).toBe('where');
    expect(await reasonOf(choose({ ...consent, since: '2999-01-01' }))).toBe('since');
    expect(await reasonOf(choose({ ...consent, since: 'May' }))).toBe('since');
    now = new Date('2026-03-23T15:30:00Z');
    const today = { tokyo: '2026-03-24', nowhere: '2026-03-25' };
    expect(await reasonOf(choose({ ...consent, since: today.tokyo }))).toBeNull();
    expect(await reasonOf(choose({ ...consent, since: today.nowhere }))).toBe('since');
    expect(await reasonOf(choose(consent, {}))).toBe('address');
    expect(await reasonOf(choose(consent, { address: 7 }))).toBe('columns');
    expect(await reasonOf(choose(consent, { address: 0, state: 0 }))).toBe('columns');
    await choose(null);
    await checkImport(acting(), actor, id);
    await go();
    expect(await reasonOf(startImport(acting(), actor, id))).toBe('basis');
    const viewer = { ...actor, permissions: new Set(['numbers:read'] as const) };
    await expect(startImport(acting(), viewer, id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('gives its errors back as a list that can be mended and sent again', async () => {
    const one = await checked(
      'email,name,status\nok@example.org,Ok,\nbad@,"Doe, ""J""",\n=cmd@x,Eve,\na@example.org,A,B,C\n',
    );
    expect(one.checked).toEqual({ added: 1, invalid: 3 });
    const words = (problem: string, detail: string | null) =>
      `${problem}${detail === null ? '' : ` ${detail}`}`;
    const text = async (of: Import) => {
      let whole = '';
      for await (const part of problemFile(database, of, words)) whole += part;
      return whole;
    };
    expect(await text(one)).toBe(
      [
        'email,name,status,,problem',
        'bad@,"Doe, ""J""",,,not-an-address',
        "'=cmd@x,Eve,,,not-an-address",
        'a@example.org,A,B,C,many-fields 4',
        '',
      ].join('\r\n'),
    );
    await run(one.id);
    const mended = (await text(one)).replace('bad@', 'good@example.org').replace('A,B,C,', '"A,B",,,');
    expect((await upload(mended)).consent).toEqual(consent);
    const again = await checked(mended);
    expect(again.columns).toEqual(['email', 'name', 'status', '', 'problem']);
    expect(again.checked).toEqual({ added: 2, invalid: 1 });
    expect(await text(again)).toBe("email,name,status,,problem\r\n'=cmd@x,Eve,,,not-an-address\r\n");
  });

  it('shows a reader what was declared of them, and forgets their line with them', async () => {
    const one = await checked(
      'email,note\na@example.org,x\nb@example.org,knows A@example.org\nc@example.org,\n',
    );
    await run(one.id);
    const { id } = await rowOf(database, 'a@example.org');
    const data = await readPersonalData(database, id);
    expect(data?.tables['imports']).toMatchObject([{ id: one.id, consent }]);
    expect(data?.tables['import_lines']).toHaveLength(1);
    expect(await removeSubscriber(database, keyring, id)).toBe(true);
    await redactErased(database);
    const left = await findLines(database, one.id, [1, 2, 3]);
    expect(left.map(({ line }) => line)).toEqual([3]);
  });

  it('forgets the lines that name who was erased, and none of an address that only ends or begins alike', async () => {
    await run((await checked('email\na@example.org\n')).id);
    const { id, lines } = await upload(
      'email,note\na@example.org,\njoa@example.org,\nb@example.org,was a@example.org.\na@example.org.au,\njo.a@example.org,\n',
    );
    await removeSubscriber(database, keyring, (await rowOf(database, 'a@example.org')).id);
    await redactErased(database);
    const left = await findLines(
      database,
      id,
      Array.from({ length: lines }, (_, at) => at + 1),
    );
    expect(left.map(({ line }) => line)).toEqual([2, 4, 5]);
  });

  it('keeps the lines of a list that ran for long when it is paused', async () => {
    const one = await checked('email\na@example.org\nb@example.org\n', 'invite', 1);
    await run(one.id);
    const days = 40 * 24 * 3_600_000;
    now = new Date(now.getTime() + days);
    await pauseImportByOperator(acting(), actor, one.id);
    const before = new Date(now.getTime() - (30 * days) / 40);
    await dropOldLines(database, before);
    expect(await found(one.id)).toMatchObject({ state: 'paused', linesGone: false });
    await resumeImportByOperator(acting(), actor, one.id);
    await go();
    expect(await found(one.id)).toMatchObject({ nextLine: 3, counts: { invited: 2 } });
  });

  it('keeps no line that arrives after a list was given up', async () => {
    const line = (at: number) => `person${at}@example.org\n`;
    const some = (from: number) => Array.from({ length: 1_200 }, (_, at) => line(from + at)).join('');
    const octets = (async function* () {
      yield Buffer.from(`email\n${some(0)}`);
      await failCutImports(database, { before: new Date(now.getTime() + 1_000), at: now });
      await dropOldLines(database, new Date(now.getTime() - 1_000));
      yield Buffer.from(some(2_000));
    })();
    const late = uploadList(acting(), actor, 'late.csv', octets);
    await expect(late).rejects.toMatchObject({ details: { reason: 'cut' } });
    await dropOldLines(database, new Date(now.getTime() - 1_000));
    expect(await countOf('import_lines')).toBe(0);
  });

  it.each(['add', 'invite'] as const)(
    'does nothing for whom a line stops that comes chunks later: %s',
    async (aim) => {
      const text = `email,status\n${['gone', 'stays', 'x1', 'x2'].map((name) => `${name}@example.org,subscribed`).join('\n')}\ngone@example.org,unsubscribed\n`;
      const { id, mapping } = await upload(text);
      await chooseForImport(acting(), actor, id, { mapping, aim, language: 'en', consent, invitesHour: 100 });
      await checkImport(acting(), actor, id);
      await go({ chunk: 2 });
      const one = await found(id);
      const verdict = aim === 'add' ? 'added' : 'invited';
      expect(one.checked).toEqual({ [verdict]: 3, twice: 1, suppressed: 1 });
      expect((await verdictsOf(one))[0]).toBe('twice');
      const done = await run(id, { chunk: 2 });
      expect(done).toMatchObject({ state: 'done', counts: one.checked });
      expect(await countOf('subscribers')).toBe(3);
      expect(await suppressionOf('gone@example.org')).toBe('left');
    },
  );

  it('waits for a list whose lines come slowly, and reads on in none that was given up', async () => {
    const minute = 60_000;
    const sweeps = () => failCutImports(database, { before: new Date(now.getTime() - 5 * minute), at: now });
    const parts = async function* (
      minutes: number,
      count: number,
      between = sweeps as () => Promise<unknown>,
    ) {
      yield Buffer.from('email\n');
      for (let at = 0; at < count; at += 1) {
        now = new Date(now.getTime() + minutes * minute);
        yield Buffer.from(`slow${at}@example.org\n`);
        await between();
      }
    };
    const slow = (octets: AsyncGenerator<Buffer>) => uploadList(acting(), actor, 'slow.csv', octets);
    expect(await slow(parts(2, 6))).toMatchObject({ state: 'mapping', lines: 6 });
    const givenUp = parts(1, 100, () =>
      failCutImports(database, { before: new Date(now.getTime() + 1), at: now }),
    );
    await expect(slow(givenUp)).rejects.toMatchObject({ details: { reason: 'cut' } });
    expect((await givenUp.next()).done).toBe(true);
  });

  it('keeps lines for 30 days after the end, and those of a list that never arrived whole not at all', async () => {
    const one = await checked('email\na@example.org\n');
    await run(one.id);
    await expect(upload('email\na@example.org\n"b')).rejects.toMatchObject({ details: { reason: 'quote' } });
    const linesLeft = () => countOf('import_lines');
    await dropOldLines(database, new Date(now.getTime() - 1_000));
    expect(await linesLeft()).toBe(1);
    await dropOldLines(database, new Date(now.getTime() + 1_000));
    expect(await linesLeft()).toBe(0);
    expect(await found(one.id)).toMatchObject({ linesGone: true, counts: { added: 1 } });
    await database.query(`UPDATE imports SET state = 'reading', finished_at = NULL WHERE id = $1`, [one.id]);
    expect(await failCutImports(database, { before: new Date(now.getTime() + 1_000), at: now })).toBe(1);
  });
});

async function countOf(table: 'consents' | 'subscribers' | 'suppressions' | 'import_lines'): Promise<number> {
  const { rows } = await database.query<{ count: number }>(`SELECT count(*) FROM ${table}`);
  return rows[0]?.count ?? 0;
}

/** The same database, whose connection is cut before the statement that comes after so many. */
function cutAfter(whole: Database, statements: number): Database {
  let left = statements;
  const cut = <T extends Queryable>(of: T): T =>
    new Proxy(of, {
      get: (target, name) => {
        const value = Reflect.get(target, name) as unknown;
        if (typeof value !== 'function') return value;
        if (name === 'connect') return async () => cut(await (target as unknown as Database).connect());
        if (name !== 'query') return value.bind(target);
        return (...given: unknown[]) => {
          left -= 1;
          if (left < 0 && given[0] !== 'ROLLBACK') return Promise.reject(new Error('the connection was cut'));
          return Reflect.apply(value, target, given);
        };
      },
    });
  return cut(whole);
}
