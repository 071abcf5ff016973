import type { CalendarDate } from '../../model/calendar-date.js';
import { SAMPLE_SOURCE, type SaidPaper } from '../../model/paper.js';
import { type Database, inTransaction, type Queryable } from '../database.js';
import { mergePapers } from './merge-papers.js';

export interface LookupQuestion {
  /** Who is to be asked; papers that it lists itself are left out. */
  readonly source: string;
  readonly listDate: CalendarDate;
  /** Papers about which nobody was asked since. */
  readonly since: Date;
  readonly limit: number;
}

/** Papers of a list that somebody should be asked about, those first about which nobody ever was. */
export async function papersToLookUp(database: Queryable, question: LookupQuestion): Promise<string[]> {
  const { source, listDate, since, limit } = question;
  const { rows } = await database.query<{ id: string }>(
    `SELECT p.id
       FROM papers p
      WHERE p.id IN (SELECT paper_id FROM listings WHERE list_date = $2 AND source NOT IN ($1, $5))
        AND NOT EXISTS (SELECT FROM listings WHERE list_date = $2 AND source = $1 AND paper_id = p.id)
        AND (p.looked_up_at IS NULL OR p.looked_up_at < $3)
      ORDER BY p.looked_up_at NULLS FIRST, p.id LIMIT $4`,
    [source, listDate, since, limit, SAMPLE_SOURCE],
  );
  return rows.map(({ id }) => id);
}

/** Saves what was said of papers, and that all of `ids` were asked about, also those nothing was said of. */
export async function saveLookup(
  database: Database,
  source: string,
  { ids, said, at }: { ids: readonly string[]; said: readonly SaidPaper[]; at: Date },
): Promise<void> {
  const asked = said.filter(({ paper }) => ids.includes(paper.id));
  await inTransaction(database, async (client) => {
    if (asked.length > 0) await mergePapers(client, source, asked);
    await client.query('UPDATE papers SET looked_up_at = $2 WHERE id = ANY ($1)', [ids, at]);
  });
}
