import type { Logger } from 'pino';
import { HOUR_MS, MINUTE_MS } from '../durations.js';
import { errorFacts } from '../error-facts.js';
import type { CalendarDate } from '../model/calendar-date.js';
import type { GuardedGet } from '../sources/pictures/guarded-get.js';
import { firstStill } from '../sources/pictures/picture-address.js';
import type { PictureFiles } from '../sources/pictures/picture-files.js';
import { RefusedPicture } from '../sources/pictures/refused-picture.js';
import { shrinkPicture } from '../sources/pictures/shrink-picture.js';
import type { Database } from '../store/database.js';
import {
  dropOldestPictures,
  type PictureOutcome,
  type PicturePaper,
  papersWithoutPicture,
  savePictures,
} from '../store/papers/pictures.js';

/** What fetching pictures needs. */
export interface Pictures {
  readonly get: GuardedGet;
  readonly files: PictureFiles;
  /** What all files may take together; the oldest go first. */
  readonly mostOctets: number;
}

export interface PicturesContext {
  readonly database: Database;
  /** Null where the operator wants none. */
  readonly pictures: Pictures | null;
  readonly clock: () => Date;
  readonly log: Logger;
}

const AGAIN_AFTER_MS = 6 * HOUR_MS;
const MOST_TRIES = 3;
/** A day has six as a rule; what is more waits for the next poll. */
const MOST_AT_ONCE = 40;
const WITHIN_MS = 2 * MINUTE_MS;

/**
 * Fetches the pictures of a day's papers, each once, and makes them small. Nothing depends on it: what cannot be used is
 * noted and tried again a few times, and a failure is left to the next poll.
 */
export async function fetchPictures(
  context: PicturesContext,
  date: CalendarDate,
  signal: AbortSignal,
): Promise<void> {
  const { database, pictures, clock, log } = context;
  if (pictures === null) return;
  const now = clock();
  const within = AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]);
  try {
    const triedBefore = new Date(now.getTime() - AGAIN_AFTER_MS);
    const question = { listDate: date, triedBefore, mostTries: MOST_TRIES, limit: MOST_AT_ONCE };
    const outcomes: PictureOutcome[] = [];
    for (const paper of await papersWithoutPicture(database, question)) {
      const outcome = await fetchOne(pictures, paper, within);
      outcomes.push(outcome);
      if ('fault' in outcome) log.debug({ paper: outcome.paperId, reason: outcome.fault }, 'picture-refused');
      // One by one, so that what was fetched is known whatever comes next.
      await savePictures(database, [outcome], now);
    }
    if (outcomes.length === 0) return;
    for (const name of await dropOldestPictures(database, pictures.mostOctets))
      await pictures.files.remove(name);
    const refused = outcomes.filter((outcome) => 'fault' in outcome).length;
    log.info({ date, kept: outcomes.length - refused, refused }, 'pictures-fetched');
  } catch (error) {
    signal.throwIfAborted();
    log.warn({ date, error: errorFacts(error) }, 'pictures-failed');
  }
}

async function fetchOne(
  { get, files }: Pictures,
  { paperId, media }: PicturePaper,
  signal: AbortSignal,
): Promise<PictureOutcome> {
  const url = firstStill(media);
  if (url === null) return { paperId, fault: 'no still among its media' };
  try {
    const small = await shrinkPicture(await get(url, signal));
    return { paperId, name: await files.keep(small), octets: small.length };
  } catch (error) {
    if (error instanceof RefusedPicture) return { paperId, fault: error.message };
    throw error;
  }
}
