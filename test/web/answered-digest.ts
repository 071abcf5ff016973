import { assembleDigest } from '../../src/digests/assemble-digest.js';
import type { DigestWithPapers } from '../../src/model/digest.js';
import { releaseDigest } from '../../src/store/digests/digests.js';
import { savePapers } from '../../src/store/papers/papers.js';
import { listedPaper } from '../support/listed-paper.js';
import type { OpenWeb } from './open-web.js';

/** A released digest of three invented papers, `2603.00001` on top. */
export async function answeredDigest(web: OpenWeb, date = '2026-03-23'): Promise<DigestWithPapers> {
  const papers = [1, 2, 3].map((n) => listedPaper({ id: `2603.0000${n}`, date, upvotes: 10 - n }));
  await savePapers(web.database, papers);
  const choice = { kind: 'daily', period: date, listDate: date, now: web.now, strategy: 'upvotes' } as const;
  const digest = await assembleDigest(web.database, choice);
  await releaseDigest(web.database, digest.id, web.now);
  return digest;
}

/** Every row of every table of ours, for comparing before and after. */
export async function everyRow(web: OpenWeb): Promise<Record<string, unknown>> {
  const { rows: tables } = await web.database.query<{ name: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
      WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')
        -- What a queue writes of itself when it is opened, which may still be under way.
        AND (table_schema, table_name) <> ('bullmq', 'meta')
      ORDER BY 1`,
  );
  const all: Record<string, unknown> = {};
  for (const { name } of tables) {
    const { rows } = await web.database.query(
      `SELECT count(*) AS n, md5(string_agg(t::text, '|' ORDER BY t::text)) AS rows FROM ${name} t`,
    );
    all[name] = rows[0];
  }
  return all;
}
