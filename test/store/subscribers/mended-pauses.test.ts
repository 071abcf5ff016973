import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';
import { expect, it } from 'vitest';
import { createTestDatabase } from '../../support/database.js';

const folder = new URL('../../../migrations/', import.meta.url);

it('a database with pauses that stand wrong is mended, and takes no such row any more', async () => {
  const test = await createTestDatabase();
  const client = new pg.Client(test.url);
  await client.connect();
  try {
    await client.query(
      'ALTER TABLE subscribers DROP CONSTRAINT subscribers_pause_only_while_paused, DROP CONSTRAINT subscribers_pause_whole',
    );
    await client.query(
      `INSERT INTO subscribers (address, address_key, address_hash, state, state_changed_at, paused_at, paused_until, pause_ends)
       VALUES ('a', 'a', 'a', 'active', '2026-05-05', '2026-05-02', '2026-05-20', 'with-catch-up'),
              ('b', 'b', 'b', 'bounced', '2026-05-05', '2026-05-02', '2026-05-20', 'plainly'),
              ('c', 'c', 'c', 'paused', '2026-05-02', '2026-05-02', '2026-05-20', 'with-catch-up'),
              ('d', 'd', 'd', 'paused', '2026-05-05', NULL, NULL, NULL)`,
    );
    const name = (await readdir(folder)).find((file) => file.endsWith('_pause_belongs_to_paused.sql')) ?? '';
    await client.query(await readFile(new URL(name, folder), 'utf8'));
    const { rows } = await client.query(
      `SELECT address, state, paused_at::date::text AS at, paused_until::date::text AS until, pause_ends AS ends
         FROM subscribers ORDER BY address`,
    );
    expect(rows).toEqual([
      { address: 'a', state: 'active', at: null, until: null, ends: null },
      { address: 'b', state: 'bounced', at: null, until: null, ends: null },
      { address: 'c', state: 'paused', at: '2026-05-02', until: '2026-05-20', ends: 'with-catch-up' },
      { address: 'd', state: 'paused', at: '2026-05-05', until: '2027-05-06', ends: 'plainly' },
    ]);
    for (const wrong of [
      "UPDATE subscribers SET state = 'active' WHERE address = 'c'",
      "UPDATE subscribers SET state = 'paused' WHERE address = 'a'",
      "UPDATE subscribers SET paused_at = NULL WHERE address = 'c'",
    ]) {
      await expect(client.query(wrong)).rejects.toMatchObject({ code: '23514' });
    }
  } finally {
    await client.end();
    await test.close();
  }
});
