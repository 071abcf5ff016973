import type { PaperAnswers } from '../../model/answer.js';
import type { ObservedPaper } from '../../model/paper.js';
import type { Queryable } from '../database.js';
import { type ObservedPaperRow, observedPaperOf, observedPapers } from '../papers/observed-paper.js';

/** Keeps a paper for a subscriber; one that is kept already keeps its time. */
export async function putSave(
  client: Queryable,
  save: { readonly subscriberId: number; readonly paperId: string; readonly at: Date },
): Promise<void> {
  await client.query(
    'INSERT INTO saves (subscriber_id, paper_id, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [save.subscriberId, save.paperId, save.at],
  );
}

export async function deleteSave(client: Queryable, subscriberId: number, paperId: string): Promise<void> {
  await client.query('DELETE FROM saves WHERE subscriber_id = $1 AND paper_id = $2', [subscriberId, paperId]);
}

export interface SavedPaper extends ObservedPaper {
  readonly savedAt: Date;
}

/** A place in the list of what is saved. */
export interface SavePlace {
  readonly savedAt: Date;
  readonly paperId: string;
}

/** The papers that a subscriber keeps, the newest first; `after` is the last one of the page before. */
export async function savedPapers(
  database: Queryable,
  subscriberId: number,
  page: { readonly after: SavePlace | null; readonly limit: number },
): Promise<SavedPaper[]> {
  const { rows } = await database.query<ObservedPaperRow & { readonly saved_at: Date }>(
    `WITH listed AS (
       SELECT paper_id, at FROM saves
        WHERE subscriber_id = $1
          AND ($2::timestamptz IS NULL OR (at, paper_id) < ($2::timestamptz, $3::text))
        ORDER BY at DESC, paper_id DESC LIMIT $4),
     observed AS (${observedPapers})
     SELECT o.*, l.at AS saved_at FROM observed o JOIN listed l ON l.paper_id = o.id
      ORDER BY l.at DESC, o.id DESC`,
    [subscriberId, page.after?.savedAt ?? null, page.after?.paperId ?? null, page.limit],
  );
  return rows.map((row) => ({ ...observedPaperOf(row), savedAt: row.saved_at }));
}

/** What a subscriber has said of these papers, by id; those without a word are absent. */
export async function answersOf(
  database: Queryable,
  subscriberId: number,
  paperIds: readonly string[],
): Promise<ReadonlyMap<string, PaperAnswers>> {
  const { rows } = await database.query<{ paper_id: string; value: number | null; saved: boolean }>(
    `SELECT paper_id, v.value, s.paper_id IS NOT NULL AS saved
       FROM (SELECT * FROM votes WHERE subscriber_id = $1 AND paper_id = ANY ($2::text[])) v
       FULL JOIN (SELECT * FROM saves WHERE subscriber_id = $1 AND paper_id = ANY ($2::text[])) s
            USING (paper_id)`,
    [subscriberId, paperIds],
  );
  return new Map(
    rows.map(({ paper_id, value, saved }) => [
      paper_id,
      { vote: value === null ? null : value > 0 ? 'more' : 'less', saved },
    ]),
  );
}
