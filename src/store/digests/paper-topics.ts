import type { CalendarDate } from '../../model/calendar-date.js';
import type { PaperTopics, TopicSource } from '../../model/topics.js';
import type { Queryable } from '../database.js';

/**
 * The names of topics of several papers, as values of two parameters of type `jsonb[]`: PostgreSQL has no arrays of
 * arrays of different lengths. {@link topicNames} makes each of them a `text[]` again.
 */
export function topicLists(topics: readonly PaperTopics[]): [about: string[], surelyAbout: string[]] {
  return [
    topics.map(({ about }) => JSON.stringify(about)),
    topics.map(({ surelyAbout }) => JSON.stringify(surelyAbout)),
  ];
}

/** @param column of one row of what {@link topicLists} gave */
export function topicNames(column: string): string {
  return `ARRAY(SELECT jsonb_array_elements_text(${column}))`;
}

/** So many papers are read at a time. */
const BATCH = 200;

/**
 * Says of papers in digests since a day what they are about, where nobody has: they were frozen by a version that
 * did not say it. Editions that were made stay as they are. Repeating it is harmless.
 * @returns how many papers were read
 */
export async function readMissingTopics(
  database: Queryable,
  topicsOf: (paper: TopicSource) => PaperTopics,
  since: CalendarDate,
): Promise<number> {
  const { rows } = await database.query<{ digest_id: number; position: number } & TopicSource>(
    `SELECT p.digest_id, p.position, paper ->> 'title' AS title, coalesce(paper ->> 'abstract', '') AS abstract,
            paper ->> 'summary' AS summary,
            ARRAY(SELECT jsonb_array_elements_text(coalesce(paper -> 'keywords', '[]'))) AS keywords
       FROM digest_papers p JOIN digests d ON d.id = p.digest_id
      WHERE p.topics IS NULL AND d.period >= $1 LIMIT ${BATCH}`,
    [since],
  );
  if (rows.length === 0) return 0;
  await database.query(
    `UPDATE digest_papers p
        SET topics = ${topicNames('read.topics')}, sure_topics = ${topicNames('read.sure_topics')}
       FROM unnest($1::bigint[], $2::integer[], $3::jsonb[], $4::jsonb[])
            AS read (digest_id, position, topics, sure_topics)
      WHERE p.digest_id = read.digest_id AND p.position = read.position`,
    [
      rows.map(({ digest_id }) => digest_id),
      rows.map(({ position }) => position),
      ...topicLists(rows.map(topicsOf)),
    ],
  );
  return rows.length;
}
