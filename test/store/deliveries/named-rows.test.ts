import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { completeRules } from '../../../src/model/rules.js';
import { addDelivery, writeDeliveries } from '../../../src/store/deliveries/deliveries.js';
import { saveRuleSet } from '../../../src/store/editions/rule-sets.js';
import {
  addDigest,
  addReaders,
  addressesOf,
  type DeliveryBed,
  openDeliveryBed,
} from '../../delivery/delivery-bed.js';
import { emptyTables } from '../../support/empty-tables.js';
import { waitFor } from '../../support/wait-for.js';

const GONE = { code: '23503' };
const NOBODY = 999_999;

let bed: DeliveryBed;
let readers: number[];
let digest: number;
let slice: number;
let rules: number | null;
beforeAll(async () => {
  bed = await openDeliveryBed();
});
afterAll(() => bed.close());
beforeEach(async () => {
  await emptyTables(bed.database, 'subscribers, rule_sets');
  readers = await addReaders(bed.database, addressesOf(3));
  digest = await addDigest(bed.database);
  slice = await sliceOf(digest);
  rules = await saveRuleSet(bed.database, completeRules({ maxPapers: 3 }));
});

async function sliceOf(digestId: number): Promise<number> {
  const { rows } = await bed.database.query<{ id: number }>(
    'INSERT INTO slices (digest_id) VALUES ($1) RETURNING id',
    [digestId],
  );
  return rows[0]?.id ?? 0;
}

interface Named {
  readonly reader?: number;
  readonly slice?: number;
  readonly digest?: number;
  readonly rules?: number | null;
}

/** A delivery to the first reader, by the rules, unless another is named; one more, to another reader, is in order. */
function write(named: Named = {}, client: Pick<pg.ClientBase, 'query'> = bed.database) {
  const given = { reader: readers[0], slice, digest, rules, ...named };
  return client.query(
    `INSERT INTO deliveries (digest_id, subscriber_id, slice_id, rule_set_id)
     VALUES ($1, $2, $3, $4), ($5, $6, $7, NULL)`,
    [given.digest, given.reader, given.slice, given.rules, digest, readers[2], slice],
  );
}

async function delivered(): Promise<(number | undefined)[]> {
  const { rows } = await bed.database.query<{ subscriber_id: number }>(
    'SELECT subscriber_id FROM deliveries ORDER BY subscriber_id',
  );
  return rows.map((row) => row.subscriber_id);
}

/** Runs the first act in a transaction that ends once the second one waits for it; answers the second one. */
async function beside<T>(
  first: (client: pg.PoolClient) => Promise<unknown>,
  second: () => Promise<T>,
): Promise<T> {
  const client = await bed.database.connect();
  try {
    await client.query('BEGIN');
    await first(client);
    const result = second();
    // It is awaited below; until then its failure is nobody's.
    result.catch(() => undefined);
    await waitFor('a statement that waits for the transaction', async () => {
      const { rowCount } = await bed.database.query(
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
      return rowCount === 1;
    });
    await client.query('COMMIT');
    return await result;
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

describe('what a delivery names', () => {
  it('is there, or none of a statement is written', async () => {
    const other = await sliceOf(await addDigest(bed.database));
    const missing: Named[] = [
      { reader: NOBODY },
      { slice: NOBODY },
      { slice: other },
      { digest: NOBODY },
      { rules: NOBODY },
    ];
    for (const named of missing) await expect(write(named)).rejects.toMatchObject(GONE);
    expect(await delivered()).toEqual([]);
    await write();
    expect(await delivered()).toEqual([readers[0], readers[2]]);
    for (const change of [`slice_id = ${other}`, `slice_id = ${NOBODY}`, `rule_set_id = ${NOBODY}`]) {
      await expect(bed.database.query(`UPDATE deliveries SET ${change}`)).rejects.toMatchObject(GONE);
    }
    await bed.database.query('UPDATE deliveries SET slice_id = $1, rule_set_id = NULL', [
      await sliceOf(digest),
    ]);
  });

  it('stays as long as the delivery does', async () => {
    await write();
    const idle = await sliceOf(digest);
    const deleting = (table: 'slices' | 'rule_sets' | 'digests', id: number | null) =>
      bed.database.query(`DELETE FROM ${table} WHERE id = $1`, [id]);
    await expect(deleting('slices', slice)).rejects.toMatchObject(GONE);
    await expect(deleting('rule_sets', rules)).rejects.toMatchObject(GONE);
    await expect(deleting('digests', digest)).rejects.toMatchObject(GONE);
    await deleting('slices', idle);
    await bed.database.query('DELETE FROM deliveries');
    await deleting('slices', slice);
    await deleting('rule_sets', rules);
  });

  it('takes it along where it is a reader, or everything', async () => {
    await write();
    await bed.database.query('DELETE FROM subscribers WHERE id = ANY ($1::bigint[])', [readers.slice(0, 2)]);
    expect(await delivered()).toEqual([readers[2]]);
    const { rows } = await bed.database.query('SELECT subscriber_id FROM reader_times');
    expect(rows).toEqual([{ subscriber_id: readers[2] }]);
    await bed.database.query('TRUNCATE digests CASCADE');
    expect(await delivered()).toEqual([]);
  });
});

describe('at the same moment', () => {
  it('an erasure waits for who writes, and takes what was written', async () => {
    const erase = () => bed.database.query('DELETE FROM subscribers WHERE id = $1', [readers[0]]);
    await beside((client) => addDelivery(client, digest, readers[0] ?? 0), erase);
    expect(await delivered()).toEqual([]);
  });

  it('who writes waits for an erasure, and writes nothing', async () => {
    const erase = (client: pg.PoolClient) =>
      client.query('DELETE FROM subscribers WHERE id = $1', [readers[0]]);
    expect(await beside(erase, () => addDelivery(bed.database, digest, readers[0] ?? 0))).toBeNull();
    const eraseAnother = (client: pg.PoolClient) =>
      client.query('DELETE FROM subscribers WHERE id = $1', [readers[1]]);
    expect(await beside(eraseAnother, () => writeDeliveries(bed.database, digest))).toHaveLength(1);
    expect(await delivered()).toEqual([readers[2]]);
  });

  it('rules and slices stay that somebody is writing with', async () => {
    for (const [table, id] of [
      ['rule_sets', rules],
      ['slices', slice],
    ] as const) {
      await bed.database.query('DELETE FROM deliveries');
      const remove = () => bed.database.query(`DELETE FROM ${table} WHERE id = $1`, [id]);
      await expect(beside((client) => write({}, client), remove)).rejects.toMatchObject(GONE);
    }
    expect(await delivered()).toHaveLength(2);
  });
});
