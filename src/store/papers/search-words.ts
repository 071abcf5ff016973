import type { Queryable } from '../database.js';

/**
 * What was probably meant by words that no title and no name holds: by trigrams, the most similar word that
 * one does.
 * @param words in lower case
 * @returns by mistyped word; without those that are known, or like nothing
 */
export async function similarWords(
  database: Queryable,
  words: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await database.query<{ typed: string; meant: string }>(
    `SELECT asked.word AS typed, near.word AS meant
       FROM unnest($1::text[]) AS asked (word)
      CROSS JOIN LATERAL (
            SELECT word FROM search_words
             WHERE word % asked.word
             ORDER BY similarity(word, asked.word) DESC, abs(length(word) - length(asked.word)), word LIMIT 1) near
      WHERE NOT EXISTS (SELECT FROM search_words known WHERE known.word = asked.word)`,
    [words],
  );
  return new Map(rows.map(({ typed, meant }) => [typed, meant]));
}
