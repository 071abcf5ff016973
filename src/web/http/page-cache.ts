import { createHash } from 'node:crypto';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { createBoundedMap } from '../../bounded-map.js';
import { MINUTE_MS } from '../../durations.js';

/** A page as it leaves: in each encoding, and what tells it from an older one. */
export interface ReadyPage {
  readonly type: string;
  readonly bodies: Readonly<Record<'identity' | 'gzip' | 'br', Buffer>>;
  /** Weak (RFC 9110 §8.8.1): the same for every encoding. */
  readonly etag: string;
  readonly moves: boolean;
}

/** What a page is made of. */
export interface PageText {
  readonly type: string;
  /** Bytes where it is no text; those are sent as they are. */
  readonly text: string | Buffer;
  /** Whether something of it changes by the second, so that nobody may show it without asking. */
  readonly moves?: boolean;
}

export interface PageCacheOptions {
  /** A page of this age is handed out without looking whether it changed; 0: always looks. */
  readonly freshSeconds: number;
  /** A monotonic clock, in milliseconds. */
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

export interface PageCache {
  /** The page of a key; `make` is called where there is none that is young enough. */
  get(key: string, make: () => Promise<PageText>): Promise<ReadyPage>;
}

interface Entry {
  madeAt: number;
  page: ReadyPage | null;
  /** While it is made; everybody who asks meanwhile waits for the same one, or gets the one before. */
  making: Promise<ReadyPage> | null;
}

/** Some 200 KB each with its encodings. */
const MOST_PAGES = 200;
/** An older page is shown for so long while a newer one is made, or cannot be. */
const STALE_FOR_MS = MINUTE_MS;
/** Half the size of gzip's best for a tenth of the time of brotli's. */
const BROTLI_QUALITY = 5;

/**
 * Keeps pages that are the same for everybody. Within `freshSeconds` a page costs no query; then the first who
 * asks has it made anew, once, and gets the old one like all others until that is done. What fails leaves the
 * old page for a minute, so that a database that restarts is not noticed.
 */
export function createPageCache({ freshSeconds, now, onError }: PageCacheOptions): PageCache {
  const entries = createBoundedMap<string, Entry>(MOST_PAGES);
  const renew = (key: string, entry: Entry, make: () => Promise<PageText>): Promise<ReadyPage> => {
    const started = now();
    entry.making ??= make().then(
      (text) => {
        Object.assign(entry, { madeAt: started, page: readyPage(text), making: null });
        return entry.page as ReadyPage;
      },
      (error: unknown) => {
        entry.making = null;
        if (entry.page === null) entries.delete(key);
        throw error;
      },
    );
    return entry.making;
  };
  return {
    get: async (key, make) => {
      if (freshSeconds === 0) return readyPage(await make());
      const entry = entries.getOrMake(key, () => ({ madeAt: 0, page: null, making: null }));
      const age = now() - entry.madeAt;
      if (entry.page !== null && age < freshSeconds * 1_000) return entry.page;
      const made = renew(key, entry, make);
      if (entry.page === null || age > freshSeconds * 1_000 + STALE_FOR_MS) return made;
      made.catch(onError);
      return entry.page;
    },
  };
}

/**
 * A page that is compressed when somebody first takes it so, and then once.
 * @param brotliQuality 11 takes too long for what is made for one reader
 */
export function readyPage(
  { type, text, moves = false }: PageText,
  brotliQuality: number = BROTLI_QUALITY,
): ReadyPage {
  const identity = typeof text === 'string' ? Buffer.from(text) : text;
  const hash = createHash('sha256').update(identity).digest('base64url').slice(0, 20);
  return {
    type,
    etag: `W/"${hash}"`,
    moves,
    bodies:
      typeof text === 'string'
        ? encodedWhenTaken(identity, brotliQuality)
        : { identity, gzip: identity, br: identity },
  };
}

function encodedWhenTaken(identity: Buffer, brotliQuality: number): ReadyPage['bodies'] {
  const params = { [constants.BROTLI_PARAM_QUALITY]: brotliQuality };
  let gzip: Buffer | undefined;
  let br: Buffer | undefined;
  return {
    identity,
    get gzip() {
      gzip ??= gzipSync(identity);
      return gzip;
    },
    get br() {
      br ??= brotliCompressSync(identity, { params });
      return br;
    },
  };
}
