import type { NamedPeriod } from '../../model/digest-period.js';
import type { Queryable } from '../database.js';

/** What became of a digest after it was mailed: counts, and nothing of a person. */
export interface DigestResult {
  /** Readers of whom it came back as dead, who are on watch or suppressed. */
  readonly hard: number;
  readonly soft: number;
  readonly complaints: number;
  /** Who left by a link of it. */
  readonly left: number;
  readonly papers: readonly PaperResult[];
}

/** Answers are given to papers: one that stands in two digests has the same in both. */
export interface PaperResult {
  readonly paperId: string;
  readonly position: number;
  readonly title: string;
  readonly liked: number;
  readonly disliked: number;
  readonly saved: number;
}

/** A reader counts once for each kind of trouble; reports without evidence are left out. Who left and was erased since counts. */
export async function digestResult(
  database: Queryable,
  { id, kind, period }: NamedPeriod & { readonly id: number },
): Promise<DigestResult> {
  const came = await database.query<Omit<DigestResult, 'papers'> & Record<string, unknown>>(
    `SELECT b.*, greatest(
              (SELECT count(DISTINCT subscriber_id) FROM consents WHERE digest_id = $1 AND event = 'withdrawn'),
              (SELECT sum(value)::bigint FROM daily_numbers
                WHERE measure = 'left' AND dimension = 'digest' AND label = $2)) AS left
       FROM (SELECT count(DISTINCT subscriber_id) FILTER (WHERE effect IN ('suppressed', 'watched')) AS hard,
                    count(DISTINCT subscriber_id) FILTER (WHERE effect = 'counted') AS soft,
                    count(DISTINCT subscriber_id) FILTER (WHERE class = 'complaint') AS complaints
               FROM feedback WHERE digest_id = $1 AND evidence <> 'none') AS b`,
    [id, `${kind}:${period}`],
  );
  const papers = await database.query<PaperResult & Record<string, unknown>>(
    `SELECT p.paper_id AS "paperId", p.position, p.paper ->> 'title' AS title, v.liked, v.disliked, s.saved
       FROM digest_papers p
      CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE value > 0) AS liked, count(*) FILTER (WHERE value < 0) AS disliked
                            FROM votes WHERE paper_id = p.paper_id) AS v
      CROSS JOIN LATERAL (SELECT count(*) AS saved FROM saves WHERE paper_id = p.paper_id) AS s
      WHERE p.digest_id = $1 ORDER BY p.position`,
    [id],
  );
  const [row] = came.rows;
  if (row === undefined) throw new Error('an aggregate gives one row');
  const { hard, soft, complaints, left } = row;
  return { hard, soft, complaints, left, papers: papers.rows };
}
