import { describe, expect, it } from 'vitest';
import { insertFailedMail } from '../../src/store/feedback/failed-mails.js';
import { insertReaderSearch } from '../../src/store/subscribers/reader-searches.js';
import { forgetAddress } from '../../src/store/subscribers/redact-address.js';
import { redactErased } from '../../src/subscribers/redact-erased.js';
import { createTestDatabase } from '../support/database.js';

const key = 'ann.example@xn--bcher-kva.example';
const address = 'Ann.Example@bücher.example';
const base64 = (text: string): string => Buffer.from(text).toString('base64').replace(/.{20}/g, '$&\r\n');

describe('an address that is erased', () => {
  const holding = [
    `To: <${address}>`,
    'To: Ann.EXAMPLE@XN--BCHER-KVA.example',
    'Content: ann.example=40xn--bcher=\r\n-kva.example',
    'https://site.example/?to=ann.example%40xn--bcher-kva.example',
    'Return-Path: <bounces-ann.example=xn--bcher-kva.example@lists.example>',
    ...[0, 1, 2].map((before) => base64(`${'x'.repeat(before)}${address} and more`)),
    ...[0, 1, 2].map((before) => base64(`${'x'.repeat(before)}${key}, and more`)),
  ];
  const others = ['To: ann@example.org', base64('To: joann@xn--bcher-kva.example'), 'ann.example at home'];

  it('is found in a message that holds octets of no text, and keeps nobody else’s from being looked for', async () => {
    const { database, close } = await createTestDatabase();
    try {
      const kept = `\0\\000\xff\\ To: joann@example.org`;
      for (const [index, text] of [`\0\\000\xff To: ${key}\0`, kept].entries()) {
        const raw = Buffer.from(text, 'latin1');
        await insertFailedMail(database, {
          ...{ source: 'imap', reason: 'fault', detail: '', recipients: [], receivedAt: new Date() },
          ...{ raw, rawHash: Buffer.alloc(32, index) },
        });
      }
      await forgetAddress(database, { key, address, hash: Buffer.alloc(32) });
      expect(await redactErased(database)).toBe(1);
      const { rows } = await database.query<{ raw: Buffer }>('SELECT raw FROM failed_mails');
      expect(rows.map(({ raw }) => raw.toString('latin1'))).toEqual([kept]);
    } finally {
      await close();
    }
  });

  it('is found in whatever it is written, in reports and in messages that were set aside', async () => {
    const { database, close } = await createTestDatabase();
    try {
      for (const [index, text] of [...holding, ...others].entries()) {
        const hash = Buffer.alloc(32, index);
        await insertFailedMail(database, {
          ...{ source: 'imap', reason: 'fault', detail: '', recipients: [], receivedAt: new Date() },
          ...{ raw: Buffer.from(text), rawHash: hash },
        });
        await database.query(
          `INSERT INTO feedback (content_hash, source, class, reason, rule, evidence, effect, excerpt, occurred_at, received_at)
           VALUES ($1, 'imap', 'none', 'not-a-report', 'x', 'none', 'none', $2, now(), now())`,
          [hash, text],
        );
      }
      await forgetAddress(database, { key, address, hash: Buffer.alloc(32) });
      // Others are erased at the same time, more than are looked for together.
      for (let other = 0; other < 30; other += 1) {
        const name = `other.${other}@example.org`;
        await forgetAddress(database, { key: name, address: name, hash: Buffer.alloc(32, 1) });
      }
      expect(await redactErased(database)).toBe(31);
      expect(await redactErased(database)).toBe(0);
      const left = await database.query<{ text: string }>(
        "SELECT convert_from(raw, 'UTF8') AS text FROM failed_mails ORDER BY id",
      );
      expect(left.rows.map(({ text }) => text)).toEqual(others);
      const kept = await database.query<{ text: string }>(
        'SELECT excerpt AS text FROM feedback WHERE excerpt IS NOT NULL ORDER BY id',
      );
      expect(kept.rows.map(({ text }) => text)).toEqual(others);
    } finally {
      await close();
    }
  });

  it('goes with lines of lists that nobody has judged yet, and no longer address does', async () => {
    const { database, close } = await createTestDatabase();
    try {
      const lines = [address, key.toUpperCase(), `Ann <${address}>`, `jo.${address}`, `${key}.org`];
      await database.query(
        `WITH list AS (INSERT INTO imports (name, state, actor_name, created_at, touched_at)
                       VALUES ('list', 'mapping', 'x', now(), now()) RETURNING id)
         INSERT INTO import_lines (import_id, line, file_line, fields)
         SELECT list.id, n, n, jsonb_build_array(text) FROM list, unnest($1::text[]) WITH ORDINALITY AS line (text, n)`,
        [lines],
      );
      await forgetAddress(database, { key, address, hash: Buffer.alloc(32) });
      await redactErased(database);
      const { rows } = await database.query<{ text: string }>(
        'SELECT fields ->> 0 AS text FROM import_lines ORDER BY line',
      );
      expect(rows.map(({ text }) => text)).toEqual(lines.slice(3));
    } finally {
      await close();
    }
  });

  it('goes with what operators searched for by it, however they spelled it, and no other search does', async () => {
    const { database, close } = await createTestDatabase();
    try {
      const kept: (readonly [string | null, string])[] = [
        ['At that shop', '@bücher.example'],
        ['All Anns', 'ann'],
        [null, 'joann.example@'],
        ['Nobody', ''],
      ];
      const gone: (readonly [string | null, string])[] = [
        ['IDN', 'Ann.Example@bücher.example'],
        ['Spaces', ' ann.example@xn--bcher '],
        ['Link', 'mailto:ann.example@xn--bcher-kva.example'],
        ['Why Ann.Example@bücher.example got none', ''],
        [null, ' BCHER-KVA '],
      ];
      for (const [index, [name, find]] of [...kept, ...gone].entries()) {
        const id = String(index).padStart(22, '0');
        const search = { id, name, asked: find === '' ? {} : { find }, ids: null };
        await insertReaderSearch(database, search, { madeBy: null, at: new Date() });
      }
      await forgetAddress(database, { key, address, hash: Buffer.alloc(32) });
      const { rows } = await database.query<{ name: string | null; find: string | null }>(
        "SELECT name, filter -> 'asked' ->> 'find' AS find FROM reader_searches ORDER BY id",
      );
      expect(rows.map(({ name, find }) => [name, find ?? ''])).toEqual(kept);
    } finally {
      await close();
    }
  });
});
