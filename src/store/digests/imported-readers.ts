import type { DigestName } from '../../model/digest-period.js';
import type { ImportShare } from '../../model/import-share.js';
import type { Queryable } from '../database.js';

/** Imports that added anybody since a digest of the kind went out last, or a hold of this one was lifted. */
interface RecentImports {
  readonly since: Date | null;
  readonly ids: readonly number[];
}

/** Few rows, however many readers there are. */
async function recentImports(database: Queryable, { kind, period }: DigestName): Promise<RecentImports> {
  const { rows } = await database.query<{ since: Date | null; ids: string[] }>(
    `WITH passed AS (
       SELECT greatest((SELECT max(fanned_out_at) FROM digests WHERE kind = $1),
                       (SELECT max(lifted_at) FROM digest_holds WHERE kind = $1 AND period = $2)) AS since
     )
     SELECT since, array(SELECT id FROM imports
                          WHERE aim = 'add' AND running_since IS NOT NULL AND (counts ->> 'added')::integer > 0
                            AND (since IS NULL OR finished_at IS NULL OR finished_at > since)) AS ids
       FROM passed`,
    [kind, period],
  );
  const [row] = rows;
  return { since: row?.since ?? null, ids: (row?.ids ?? []).map(Number) };
}

/** Who is mailed a digest of this kind, and how many of them were imported since the last one. */
export async function countImportedReaders(database: Queryable, name: DigestName): Promise<ImportShare> {
  const { since, ids } = await recentImports(database, name);
  if (ids.length === 0) return { imported: 0, readers: 0 };
  const { rows } = await database.query<{ imported: number; readers: number }>(
    `SELECT (SELECT count(*) FROM consents c JOIN reader_facets f USING (subscriber_id)
              WHERE c.import_id = ANY ($2::bigint[]) AND c.event = 'added' AND ($3::timestamptz IS NULL OR c.at > $3)
                AND f.state = 'active' AND f.frequency = $1) AS imported,
            (SELECT count(*) FROM reader_facets WHERE state = 'active' AND frequency = $1) AS readers`,
    [name.kind, ids, since],
  );
  return rows[0] ?? { imported: 0, readers: 0 };
}
