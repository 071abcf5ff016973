import { termsOf } from '../ranking/personal/terms.js';
import { type Rarity, type Vector, vectorOf } from '../ranking/personal/vectors.js';
import type { Queryable } from '../store/database.js';
import { paperTexts } from '../store/papers/paper-words.js';

/** What papers are about, read from the database when it is first asked for. */
export interface VectorReader {
  /** By id; a paper that is not known is absent. */
  read(client: Queryable, ids: readonly string[]): Promise<ReadonlyMap<string, Vector>>;
}

/** Texts are read so many at a time, which leaves the process time for its other work. */
const PAGE = 100;

/** About 10 KB each. What many readers answer is the same few thousand papers. */
const MOST_KEPT = 2_000;

/** Keeps what was read last, so that a paper that many readers answered is read once. */
export function createVectorReader(rarity: Rarity): VectorReader {
  const kept = new Map<string, Vector>();
  return {
    async read(client, ids) {
      const wanted = new Map<string, Vector>();
      const missing: string[] = [];
      for (const id of new Set(ids)) {
        const known = kept.get(id);
        if (known === undefined) missing.push(id);
        else wanted.set(id, known);
      }
      for (let start = 0; start < missing.length; start += PAGE) {
        for (const paper of await paperTexts(client, missing.slice(start, start + PAGE))) {
          const vector = vectorOf(termsOf(paper), rarity);
          wanted.set(paper.id, vector);
          kept.set(paper.id, vector);
        }
      }
      for (const oldest of kept.keys()) {
        if (kept.size <= MOST_KEPT) break;
        kept.delete(oldest);
      }
      return wanted;
    },
  };
}
