import type { Database } from '../../store/database.js';
import { type OpenRow, readOpenRows } from '../../store/deliveries/open-rows.js';
import type { ChosenEdition } from '../editions/choose-editions.js';
import type { DigestEditions } from '../editions/digest-editions.js';

/** A row that waits to be sent, with the edition that it carries. */
export type ChosenRow = OpenRow & ChosenEdition;

/** The rows of one slice that wait to be sent, one at a time, to whichever connection asks next. */
export interface OpenRows {
  /**
   * The next row, or null when there are no more.
   * @param reserved what the caller set aside before, which it gets unless another took it meanwhile
   */
  next(reserved: ChosenRow | null): Promise<ChosenRow | null>;
  /**
   * Sets a row aside for whoever asks, so that its envelope may be sent ahead; null where none is at hand.
   * Who runs out of rows takes those that were set aside: a reader does not wait for a connection that hangs.
   */
  reserve(): ChosenRow | null;
}

const PAGE = 500;

/**
 * Reads page by page, so that what is held in memory does not grow with the slice.
 * @param connections how many ask: the last rows are not set aside, or they would be taken from connections that are
 *   about to send them
 */
export function openRows(
  database: Database,
  sliceId: number,
  connections: number,
  editions: Pick<DigestEditions, 'choose'>,
): OpenRows {
  let page: ChosenRow[] = [];
  let after = 0;
  let ended = false;
  let reading: Promise<void> | null = null;
  const aside = new Set<ChosenRow>();

  const readPage = async (): Promise<void> => {
    const rows = await editions.choose(await readOpenRows(database, sliceId, after, PAGE));
    ended = rows.length < PAGE;
    after = rows.at(-1)?.subscriberId ?? after;
    page = [...rows.reverse(), ...page];
  };
  const readOn = (): Promise<void> => {
    reading ??= readPage().finally(() => {
      reading = null;
    });
    return reading;
  };
  const takeAside = (): ChosenRow | null => {
    for (const row of aside) {
      aside.delete(row);
      return row;
    }
    return null;
  };
  return {
    async next(reserved) {
      if (reserved !== null && aside.delete(reserved)) return reserved;
      for (;;) {
        const row = page.pop();
        if (row !== undefined) return row;
        if (ended) return takeAside();
        await readOn();
      }
    },
    reserve() {
      if (ended && page.length <= connections) return null;
      const row = page.pop() ?? null;
      if (row !== null) aside.add(row);
      return row;
    },
  };
}
