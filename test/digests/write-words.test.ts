import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cliActor } from '../../src/cli/cli-actor.js';
import { assembleDigest } from '../../src/digests/assemble-digest.js';
import { gatherDays } from '../../src/digests/gather-days.js';
import { type WordsRequest, wordsVersion, writeWords } from '../../src/digests/write-words.js';
import { permissionsOf } from '../../src/model/permission.js';
import { draftsOf } from '../../src/store/digests/digest-drafts.js';
import { findDigest, findDigestById, releaseDigest } from '../../src/store/digests/digests.js';
import { savePapers } from '../../src/store/papers/papers.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { listedPaper } from '../support/listed-paper.js';

let db: TestDatabase;
const now = new Date('2026-03-24T06:00:00Z');
const context = () => ({ database: db.database, clock: () => now, log: { info: () => undefined } });
const daily = (period: string) => ({ kind: 'daily', period }) as const;
const write = (request: Partial<WordsRequest>, actor = cliActor()) =>
  writeWords(context(), actor, { digest: daily('2026-03-24'), language: 'en', ...request });

beforeAll(async () => {
  db = await createTestDatabase();
  for (const [date, id] of [
    ['2026-03-23', '2603.00001'],
    ['2026-03-24', '2603.00002'],
  ] as const)
    await savePapers(db.database, [listedPaper({ id, date, observedAt: new Date(`${date}T05:00:00Z`) })]);
});
afterAll(() => db.close());

describe('words of a digest', () => {
  it('are kept tidy, each by itself, and go where they are empty', async () => {
    expect(await write({ intro: ' Hello\r\n\r\n\r\nworld ', subject: ' A  {title} ' })).toMatchObject({
      intro: 'Hello\n\nworld',
      subject: 'A {title}',
    });
    expect(await write({ subject: '' })).toMatchObject({ intro: 'Hello\n\nworld', subject: null });
    await write({ language: 'de', intro: 'Hallo' });
    await write({ language: 'de', intro: '' });
    expect((await draftsOf(db.database, daily('2026-03-24'))).map(({ language }) => language)).toEqual([
      'en',
    ]);
  });

  it.each([
    [{ intro: 'ü'.repeat(2_001) }, 'intro'],
    [{ subject: 'ü'.repeat(121) }, 'subject'],
    [{ subject: 'A {titel}' }, 'subject'],
    [{ subject: 'A { brace' }, 'subject'],
    [{ subject: '{title} {title}' }, 'subject'],
  ])('are refused where they do not fit, and what was there stays', async (words, part) => {
    await expect(write(words)).rejects.toMatchObject({ code: 'INPUT_INVALID', details: { part } });
    const [draft] = await draftsOf(db.database, daily('2026-03-24'));
    expect(draft?.intro).toBe('Hello\n\nworld');
  });

  it('are not written over by whoever has not read them', async () => {
    const [read] = await draftsOf(db.database, daily('2026-03-24'));
    const version = wordsVersion(read);
    await write({ subject: 'Of another', version });
    await expect(write({ intro: 'Mine', version })).rejects.toMatchObject({ code: 'DRAFT_CHANGED' });
    await write({ subject: '' });
    expect(wordsVersion(undefined)).toBe(wordsVersion({ intro: null, subject: null }));
    await expect(write({ language: 'de', intro: 'Neu', version })).rejects.toThrow('Somebody has changed');
    await write({ language: 'de', intro: 'Neu', version: wordsVersion(undefined) });
    await write({ language: 'de', intro: '' });
  });

  it('are written by whom that is allowed, with a record and without addresses', async () => {
    const viewer = { ...cliActor(), permissions: permissionsOf('viewer') };
    await expect(write({ intro: 'x' }, viewer)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await write({ subject: 'Write to someone@example.org' });
    const { rows } = await db.database.query<{ object_id: string; facts: object }>(
      `SELECT object_id, facts FROM audit_events WHERE action = 'digest.draft' ORDER BY id DESC LIMIT 1`,
    );
    expect(rows[0]).toMatchObject({
      object_id: '2026-03-24',
      facts: { language: 'en', introCharacters: 12 },
    });
    expect(JSON.stringify(rows)).not.toContain('someone@');
    expect(await write({ intro: '📰'.repeat(2_000) })).toMatchObject({ language: 'en' });
    await write({ intro: 'Hello\n\nworld', subject: 'Words' });
  });

  it('freeze with the digest, and are said by one that gathers it', async () => {
    await write({ digest: daily('2026-03-23'), language: 'de', intro: 'Montag' });
    const ids: number[] = [];
    for (const period of ['2026-03-23', '2026-03-24']) {
      const asked = { ...daily(period), listDate: period, strategy: 'upvotes' };
      const { id } = await assembleDigest(db.database, { ...asked, now: new Date(`${period}T08:00:00Z`) });
      await releaseDigest(db.database, id, now);
      ids.push(id);
    }
    expect(await findDigest(db.database, 'daily', '2026-03-24')).toMatchObject({
      intro: { en: 'Hello\n\nworld' },
      subject: { en: 'Words' },
    });
    await expect(write({ intro: 'Late' })).rejects.toMatchObject({ code: 'DIGEST_FROZEN' });
    const gathered = await findDigestById(db.database, await gatherDays(db.database, ids, now));
    expect(gathered?.intro).toEqual({ en: 'Hello\n\nworld\n\nMontag', de: 'Hello\n\nworld\n\nMontag' });
  });
});
