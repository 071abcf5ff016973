import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Queryable } from '../../../src/store/database.js';
import { settleStopped, writeVerdicts } from '../../../src/store/imports/import-lines.js';
import { readKnownAddresses } from '../../../src/store/imports/known-addresses.js';
import { suppressListed } from '../../../src/store/subscribers/suppressions.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

/** Lines that were just written, of which the planner knows nothing; each is read so many times at most. */
const LINES = 3_000;
const OFTEN = 3;
const CHUNK = Array.from({ length: 500 }, (_, at) => LINES / 2 + at);

let test: TestDatabase;
let importId: number;
beforeAll(async () => {
  test = await createTestDatabase();
  const { rows } = await test.database.query<{ id: number }>(
    `WITH list AS (
       INSERT INTO imports (name, state, actor_name, created_at, touched_at)
       VALUES ('list.csv', 'checking', 'tester', now(), now()) RETURNING id
     ), lines AS (
       INSERT INTO import_lines (import_id, line, file_line, fields, verdict, address_hash)
       SELECT id, n, n, '["a"]', CASE WHEN n % 50 = 0 THEN 'suppressed' ELSE 'added' END, sha256((n % ${LINES - 100})::text::bytea)
         FROM list, generate_series(1, ${LINES}) AS n
     ), readers AS (
       INSERT INTO subscribers (address, address_key, address_hash, state)
       SELECT n || '@example.org', n || '@example.org', sha256(n::text::bytea), 'active' FROM generate_series(1, ${LINES}) AS n
     )
     SELECT id FROM list`,
  );
  importId = rows[0]?.id ?? 0;
});
afterAll(() => test.close());

interface PlanNode {
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

function rowsRead(node: PlanNode, table: string): number {
  const { 'Actual Rows': rows, 'Actual Loops': loops, 'Rows Removed by Filter': removed = 0 } = node;
  const own = node['Relation Name'] === table ? (rows + removed) * loops : 0;
  return (node.Plans ?? []).reduce((sum, part) => sum + rowsRead(part, table), own);
}

/** How many rows of a table are read, and read again, by what a function has the server do. */
async function readBy(table: string, work: (client: Queryable) => Promise<unknown>): Promise<number> {
  let read = 0;
  const client = {
    query: async (text: string, values: readonly unknown[]) => {
      const database: Queryable = test.database;
      const explained = await database.query<{ 'QUERY PLAN': readonly { readonly Plan: PlanNode }[] }>(
        `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`,
        values,
      );
      for (const { 'QUERY PLAN': plans } of explained.rows)
        for (const { Plan } of plans) read += rowsRead(Plan, table);
      return explained;
    },
  } as Queryable;
  await work(client);
  return read;
}
const hashOf = (n: number) => createHash('sha256').update(String(n)).digest();

it('reads each line of a list a few times at most, where a check ends and where it writes what it found', async () => {
  const most = LINES * OFTEN;
  expect(await readBy('import_lines', (client) => settleStopped(client, importId))).toBeLessThanOrEqual(most);
  const verdicts = CHUNK.map((line) => ({
    ...{ line, verdict: 'added' as const, problem: null, detail: null, hash: hashOf(line) },
  }));
  const written = await readBy('import_lines', (client) => writeVerdicts(client, importId, verdicts));
  expect(written).toBeLessThanOrEqual(most);
});

it('looks at few lines beside those of a chunk, and at none for whom a check found that they stand alone', async () => {
  const known = (isAmongOthers: boolean) => (client: Queryable) => {
    const named = CHUNK.map((n) => ({ key: `${n}@example.org`, hash: hashOf(n), isAmongOthers }));
    return readKnownAddresses(client, named, { importId, from: LINES / 2, isChecked: true });
  };
  expect(await readBy('import_lines', known(true))).toBeLessThanOrEqual(LINES * OFTEN);
  expect(await readBy('import_lines', known(false))).toBe(0);
  expect(await readBy('subscribers', known(true))).toBeLessThanOrEqual(LINES * OFTEN);
});

it('looks for no reader whose address it suppresses, where nobody is told of that', async () => {
  const stop = { reason: 'left' as const, note: 'import', at: new Date() };
  const read = await readBy('subscribers', (client) => suppressListed(client, CHUNK.map(hashOf), stop));
  expect(read).toBe(0);
});
