import type { Database } from '../store/database.js';
import { type OpenRow, readOpenRows } from '../store/delivery-ledger.js';

/** The rows of one slice that wait to be sent, one at a time, to whichever connection asks next. */
export interface OpenRows {
  /** Null when there are no more. */
  next(): Promise<OpenRow | null>;
}

const PAGE = 500;

/** Reads page by page, so that what is held in memory does not grow with the slice. */
export function openRows(database: Database, sliceId: number): OpenRows {
  let page: OpenRow[] = [];
  let after = 0;
  let ended = false;
  let reading: Promise<void> | null = null;

  const readPage = async (): Promise<void> => {
    const rows = await readOpenRows(database, sliceId, after, PAGE);
    ended = rows.length < PAGE;
    after = rows.at(-1)?.subscriberId ?? after;
    page = rows.reverse();
  };
  return {
    async next() {
      for (;;) {
        const row = page.pop();
        if (row !== undefined) return row;
        if (ended) return null;
        reading ??= readPage().finally(() => {
          reading = null;
        });
        await reading;
      }
    },
  };
}
