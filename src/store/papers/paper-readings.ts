import { setImmediate as nextTurn } from 'node:timers/promises';
import { READING_RULES, readPaper, type UnreadPaper } from '../../paper-text/read-paper.js';
import { type Database, inTransaction, type Queryable } from '../database.js';

type UnreadRow = UnreadPaper & { readonly id: string };

/** After so many papers, others of the process get their turn. */
const AT_A_TIME = 25;

const unread = `
  SELECT p.id, p.title, p.abstract, p.authors, p.organization, p.summary, p.keywords
    FROM paper_readings r JOIN papers p ON p.id = r.paper_id`;

/** Reads those of some papers that were not read yet, or whose texts have changed since. */
export async function readPapersById(client: Queryable, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const { rows } = await client.query<UnreadRow>(
    `${unread} WHERE r.paper_id = ANY ($1::text[]) AND r.rules < $2 ORDER BY r.paper_id FOR UPDATE OF r`,
    [ids, READING_RULES],
  );
  await saveReadings(client, rows);
}

/**
 * Reads the next papers that were read by earlier rules or by none, in a transaction of their own. Papers that
 * somebody else reads at this moment are passed over, so that nobody waits.
 * @returns how many were read; fewer than `limit` where no more are left
 */
export async function readNextPapers(database: Database, limit: number): Promise<number> {
  return inTransaction(database, async (client) => {
    const { rows } = await client.query<UnreadRow>(
      `${unread} WHERE r.rules < $1 ORDER BY r.rules, r.paper_id LIMIT $2 FOR UPDATE OF r SKIP LOCKED`,
      [READING_RULES, limit],
    );
    await saveReadings(client, rows);
    return rows.length;
  });
}

/** How many papers are stored, and how many of them are still to be read. */
export async function readingProgress(
  database: Queryable,
): Promise<{ readonly papers: number; readonly unread: number }> {
  const { rows } = await database.query<{ papers: number; unread: number }>(
    'SELECT count(*) AS papers, count(*) FILTER (WHERE rules < $1) AS unread FROM paper_readings',
    [READING_RULES],
  );
  return rows[0] ?? { papers: 0, unread: 0 };
}

async function saveReadings(client: Queryable, papers: readonly UnreadRow[]): Promise<void> {
  if (papers.length === 0) return;
  const readings = [];
  for (const [index, paper] of papers.entries()) {
    if (index % AT_A_TIME === AT_A_TIME - 1) await nextTurn();
    const { title, abstract, folded } = readPaper(paper);
    readings.push({ id: paper.id, title, abstract, folded });
  }
  await client.query(
    `UPDATE paper_readings r SET rules = $2, title = new.title, abstract = new.abstract, folded = new.folded
       FROM jsonb_to_recordset($1::jsonb) AS new (id text, title text, abstract text, folded jsonb)
      WHERE r.paper_id = new.id`,
    [JSON.stringify(readings), READING_RULES],
  );
}
