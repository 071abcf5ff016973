import { fanOut } from '../../src/delivery/due/fan-out.js';
import { addressHash, type Keyring, openKeyring } from '../../src/subscribers/keyring.js';
import { addDigest, addReaders } from '../delivery/delivery-bed.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { testSecret } from '../support/service.js';

export interface FilledDatabase extends TestDatabase {
  readonly keyring: Keyring;
  readonly digestId: number;
}

/** A database with keys, papers, a digest and readers who wait for it; values that are hard to write among them. */
export async function fillDatabase(readers: number): Promise<FilledDatabase> {
  const test = await createTestDatabase();
  const { database } = test;
  const keyring = await openKeyring(database, [testSecret]);
  await addReaders(
    database,
    Array.from({ length: readers }, (_, index) => `reader-${index}@inbox.example`),
  );
  const { rows } = await database.query<{ id: number; address: string }>(
    'SELECT id, address FROM subscribers',
  );
  await database.query(
    `UPDATE subscribers s SET address_hash = hash
       FROM unnest($1::bigint[], $2::bytea[]) AS own (id, hash) WHERE s.id = own.id`,
    [rows.map(({ id }) => id), rows.map(({ address }) => addressHash(keyring, address))],
  );
  const digestId = await addDigest(database);
  await database.query(
    `INSERT INTO papers (id, title, abstract, authors, keywords, published_at)
     VALUES ('hard', E'tab\\there, line\\nbreak, back\\\\slash \\\\N', '', ARRAY['a,b', 'c"d', NULL], '{}', 'infinity')`,
  );
  await database.query(
    `INSERT INTO observations (paper_id, source, observed_at, upvotes, comments)
     SELECT 'hard', 'file', now() - make_interval(hours => n), n, n FROM generate_series(1, 3000) AS n`,
  );
  await fanOut(database, digestId, { sliceSize: 10 });
  return { ...test, keyring, digestId };
}
