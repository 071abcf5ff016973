import type { Logger } from 'pino';
import type { Database } from '../store/database.js';
import { readingProgress, readNextPapers } from '../store/papers/paper-readings.js';

export interface ReadingContext {
  readonly database: Database;
  readonly log: Logger;
}

/** A batch is a transaction of well under a second. */
const BATCH = 100;
/** As many batches as leave the sweep time for mail: 100,000 papers take about half an hour. */
const BATCHES = 10;

/**
 * Reads papers that were stored before this version, or by earlier rules of reading, a few batches for each call.
 * What is read stays read; whoever stops loses nothing. New papers are read as they are stored.
 */
export async function readPapers({ database, log }: ReadingContext): Promise<void> {
  let read = 0;
  for (let batch = 0; batch < BATCHES; batch += 1) {
    const count = await readNextPapers(database, BATCH);
    read += count;
    if (count < BATCH) break;
  }
  if (read === 0) return;
  const { papers, unread } = await readingProgress(database);
  log.info({ read, left: unread, of: papers }, 'papers-read');
}
