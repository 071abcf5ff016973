import { createBoundedMap } from '../../bounded-map.js';
import { MINUTE_MS } from '../../durations.js';

export interface KeptAnswersOptions<Key, Answer> {
  readonly read: (key: Key) => Promise<Answer>;
  /** An answer of this age is given again without reading; longer where reading takes longer than a fifth of it. */
  readonly freshMs: number;
  /** So long whoever asks waits for a newer one; then they get the one before, or none. */
  readonly patienceMs: number;
  /** A monotonic clock, in milliseconds. */
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

export interface KeptAnswer<Answer> {
  readonly answer: Answer;
  readonly at: Date;
}

/** What takes a while to read, is the same for everybody, and may be a little old. */
export interface KeptAnswers<Key, Answer> {
  /** Null where nobody has read it yet and it takes longer than anybody waits; whoever asks again gets it. */
  get(key: Key): Promise<KeptAnswer<Answer> | null>;
  /** The same for who cannot do without, however long it takes. */
  wait(key: Key): Promise<KeptAnswer<Answer>>;
  /** The next who asks has it read anew, and waits for it: something was changed that shows in it. */
  forget(key: Key): void;
}

interface Entry<Answer> {
  kept: (KeptAnswer<Answer> & { readonly readAt: number; readonly freshMs: number }) | null;
  /** Everybody who asks meanwhile waits for the same one. */
  reading: Promise<KeptAnswer<Answer>> | null;
}

const MOST_KEPT = 50;
/** Reading may take up to a fifth of the time. */
const SHARE = 5;
/** An answer that is older is not given, however long a newer one takes. */
const OLDEST_MS = MINUTE_MS;

/** However many ask, one reads at a time. @throws what `read` throws, where there is no answer to give instead */
export function createKeptAnswers<Key, Answer>({
  read,
  freshMs,
  patienceMs,
  now,
  onError,
}: KeptAnswersOptions<Key, Answer>): KeptAnswers<Key, Answer> {
  const entries = createBoundedMap<Key, Entry<Answer>>(MOST_KEPT);
  const readAnew = async (key: Key, entry: Entry<Answer>): Promise<KeptAnswer<Answer>> => {
    const started = now();
    try {
      const answer = await read(key);
      const readAt = now();
      entry.kept = {
        answer,
        at: new Date(),
        readAt,
        freshMs: Math.max(freshMs, SHARE * (readAt - started)),
      };
      return entry.kept;
    } finally {
      entry.reading = null;
    }
  };
  const ask = (key: Key) => {
    const entry = entries.getOrMake(key, () => ({ kept: null, reading: null }));
    const { kept } = entry;
    const age = kept === null ? Number.POSITIVE_INFINITY : now() - kept.readAt;
    if (kept !== null && age < kept.freshMs) return { fresh: kept, former: null, reading: null };
    entry.reading ??= readAnew(key, entry);
    return { fresh: null, former: age < OLDEST_MS ? kept : null, reading: entry.reading };
  };
  return {
    async get(key) {
      const { fresh, former, reading } = ask(key);
      if (reading === null) return fresh;
      const late = new Promise<null>((resolve) => setTimeout(resolve, patienceMs, null).unref());
      try {
        return (await Promise.race([reading, late])) ?? former;
      } catch (error) {
        if (former === null) throw error;
        onError(error);
        return former;
      } finally {
        // Whoever has stopped waiting does not hear of its failure.
        reading.catch(() => undefined);
      }
    },
    async wait(key) {
      const { fresh, reading } = ask(key);
      return fresh === null ? reading : fresh;
    },
    forget: (key) => entries.delete(key),
  };
}
