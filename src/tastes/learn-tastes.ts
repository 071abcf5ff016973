import { learnTaste } from '../ranking/personal/taste.js';
import type { Vector } from '../ranking/personal/vectors.js';
import { type Database, inTransaction, type Queryable } from '../store/database.js';
import {
  answersToLearn,
  claimUnlearned,
  type GivenAnswer,
  hasUnlearned,
  type StoredTaste,
  writeTastes,
} from '../store/tastes/tastes.js';
import { freshRarity } from './counted-words.js';
import { createVectorReader, type VectorReader } from './read-vectors.js';

/** Readers that one transaction learns: with their answers it takes some tens of MB at the most. */
const BATCH = 20;

/** Of the answers of one reader the newest count. */
const MOST_ANSWERS = 200;

/**
 * Learns the tastes of all readers who want an order of their own and whose answers changed since the last time.
 * Any number of workers may call it at once: each reader is learned by one of them.
 * @param signal ends it after a batch
 * @returns how many readers were looked at
 */
export async function learnTastes(database: Database, now: Date, signal: AbortSignal): Promise<number> {
  if (!(await hasUnlearned(database))) return 0;
  const vectors = createVectorReader(await freshRarity(database, now));
  let learned = 0;
  for (let batch = BATCH; batch === BATCH && !signal.aborted; learned += batch) {
    batch = await inTransaction(database, (client) => learnBatch(client, vectors, now));
  }
  return learned;
}

async function learnBatch(client: Queryable, vectors: VectorReader, now: Date): Promise<number> {
  const readers = await claimUnlearned(client, BATCH);
  if (readers.length === 0) return 0;
  const answers = await answersToLearn(client, readers, MOST_ANSWERS);
  const read = await vectors.read(
    client,
    answers.map(({ paperId }) => paperId),
  );
  const tastes = readers.flatMap((subscriberId) => {
    const given = answers.filter((answer) => answer.subscriberId === subscriberId);
    const taste = storedTaste(given, read);
    return taste === null ? [] : [{ ...taste, subscriberId, learnedAt: now }];
  });
  await writeTastes(client, readers, tastes);
  return readers.length;
}

function storedTaste(
  given: readonly GivenAnswer[],
  vectors: ReadonlyMap<string, Vector>,
): Omit<StoredTaste, 'subscriberId' | 'learnedAt'> | null {
  const taste = learnTaste(
    given.flatMap(({ paperId, liked }) => {
      const vector = vectors.get(paperId);
      return vector === undefined ? [] : [{ id: paperId, vector, liked }];
    }),
  );
  if (taste === null) return null;
  const saved = new Set(given.filter((answer) => answer.saved).map(({ paperId }) => paperId));
  return {
    answers: taste.answers,
    terms: [...taste.direction.keys()],
    weights: [...taste.direction.values()],
    likes: taste.likes,
    saved: taste.likes.map((id) => saved.has(id)),
  };
}
