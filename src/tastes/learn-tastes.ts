import { learnTaste } from '../ranking/personal/taste.js';
import type { Vector } from '../ranking/personal/vectors.js';
import { type Database, inTransaction, type Queryable } from '../store/database.js';
import { inHalves, isFaultOfRow } from '../store/in-halves.js';
import {
  answersToLearn,
  claimUnlearned,
  type GivenAnswer,
  hasUnlearned,
  passOverUnlearned,
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
 * Any number of workers may call it at once: each reader is learned by one of them. Whose answers cannot be learned
 * waits for their next answer, and keeps nobody else waiting.
 * @param signal ends it after a batch
 * @param onPassedOver told of the database's error code for each reader whose answers could not be learned
 * @returns how many readers were looked at
 */
export async function learnTastes(
  database: Database,
  now: Date,
  signal: AbortSignal,
  onPassedOver: (code: string) => void = () => undefined,
): Promise<number> {
  if (!(await hasUnlearned(database))) return 0;
  const vectors = createVectorReader(await freshRarity(database, now));
  let learned = 0;
  for (let batch = BATCH; batch === BATCH && !signal.aborted; learned += batch) {
    const claimed: number[] = [];
    try {
      await inTransaction(database, (client) => learnBatch(client, { vectors, now, claimed }));
    } catch (error) {
      if (!isFaultOfRow(error)) throw error;
      await inHalves(
        claimed,
        (only) =>
          inTransaction(database, (client) => learnBatch(client, { vectors, now, claimed: [] }, only)),
        async (id, code) => {
          await passOverUnlearned(database, id);
          onPassedOver(code);
        },
      );
    }
    batch = claimed.length;
  }
  return learned;
}

interface Learning {
  readonly vectors: VectorReader;
  readonly now: Date;
  /** Filled with the readers that are learned. */
  readonly claimed: number[];
}

async function learnBatch(
  client: Queryable,
  { vectors, now, claimed }: Learning,
  only: readonly number[] | null = null,
): Promise<void> {
  const readers = await claimUnlearned(client, BATCH, only);
  if (readers.length === 0) return;
  claimed.push(...readers);
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
