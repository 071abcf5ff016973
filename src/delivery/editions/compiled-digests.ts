import type { DigestEditions } from './digest-editions.js';

/** A digest that is ready to be composed for its readers. */
export interface ReadyDigest {
  readonly editions: DigestEditions;
  /** When its links were issued: the same in every attempt. */
  readonly issuedAt: Date;
}

/** The digests that are being sent, each compiled once. */
export interface CompiledDigests {
  find(digestId: number): Promise<ReadyDigest>;
}

/** Today's digest, those that gather it with days before, and the retries of earlier ones. */
const MOST_KEPT = 12;

/** Keeps the digests that were used last; two callers at once wait for the same compilation. */
export function createCompiledDigests(compile: (digestId: number) => Promise<ReadyDigest>): CompiledDigests {
  const kept = new Map<number, Promise<ReadyDigest>>();
  return {
    find(digestId) {
      const ready = kept.get(digestId) ?? compile(digestId);
      kept.delete(digestId);
      kept.set(digestId, ready);
      for (const oldest of kept.keys()) {
        if (kept.size <= MOST_KEPT) break;
        kept.delete(oldest);
      }
      ready.catch(() => {
        if (kept.get(digestId) === ready) kept.delete(digestId);
      });
      return ready;
    },
  };
}
