import type { Answer } from '../../src/model/answer.js';
import type { PeriodicKind } from '../../src/model/digest.js';
import type { Database } from '../../src/store/database.js';
import { answerPaper } from '../../src/tastes/answer-paper.js';
import { inventedPaper } from '../rendering/invented-digest.js';
import { emptyTables } from '../support/empty-tables.js';

/** What invented papers are about, in words of their own. */
const ABOUT = {
  proteins: 'protein folding residues amino acids binding structure',
  robots: 'robot gripper grasping manipulation arm policy',
  scenes: 'splats rendering scenes views radiance camera',
  proofs: 'theorem prover lemma formal proofs checker',
} as const;
export type About = keyof typeof ABOUT;

export interface TopicDigest {
  readonly id: number;
  /** In order of position. */
  readonly paperIds: readonly string[];
}

let papers = 0;

/** A released digest of invented papers, each about one thing, the first on top. */
export async function addTopicDigest(
  database: Database,
  period: string,
  topics: readonly About[],
  kind: PeriodicKind = 'daily',
): Promise<TopicDigest> {
  const { rows } = await database.query<{ id: number }>(
    `INSERT INTO digests (kind, period, list_date, strategy, frozen_at, released_at)
     VALUES ($1, $2, $2, 'upvotes', $2::date + time '08:00', $2::date + time '08:00') RETURNING id`,
    [kind, period],
  );
  const id = rows[0]?.id ?? 0;
  const paperIds: string[] = [];
  for (const [index, about] of topics.entries()) {
    papers += 1;
    const text = {
      // Of one length, so that each is as many words that count.
      title: `Invented ${about} ${String(papers).padStart(6, '0')}`,
      abstract: ABOUT[about],
      keywords: [about],
      categories: [],
    };
    const paper = { ...inventedPaper(papers), ...text };
    await database.query('INSERT INTO papers (id, title, abstract, keywords) VALUES ($1, $2, $3, $4)', [
      paper.id,
      paper.title,
      paper.abstract,
      paper.keywords,
    ]);
    await database.query(
      "INSERT INTO listings (source, list_date, paper_id, first_seen_at) VALUES ('invented', $1::date, $2, $1::date)",
      [period, paper.id],
    );
    await database.query(
      `INSERT INTO digest_papers (digest_id, kind, position, paper_id, score, breakdown, upvotes, comments, paper)
       VALUES ($1, $2, $3, $4, $5, '{}', 5, 0, $6)`,
      [id, kind, index + 1, paper.id, topics.length - index, JSON.stringify(paper)],
    );
    paperIds.push(paper.id);
  }
  return { id, paperIds };
}

/** Has a reader answer papers, one a second. */
export async function answerAll(
  database: Database,
  subscriberId: number,
  answers: readonly (readonly [paperId: string | undefined, answer: Answer])[],
  from: Date,
): Promise<void> {
  for (const [index, [paperId = '', answer]] of answers.entries()) {
    const now = new Date(from.getTime() + 1000 * index);
    const outcome = await answerPaper(database, { subscriberId, paperId, answer, now });
    if (outcome !== 'recorded') throw new Error(`the answer was ${outcome}`);
  }
}

/** Deletes readers, digests and papers with all that hangs on them. */
export async function emptyOfDigests(database: Database): Promise<void> {
  await emptyTables(
    database,
    'subscribers, digests, digest_papers, papers, listings, slices, rule_sets, counted_words',
  );
}
