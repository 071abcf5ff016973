import type { DeferredRow, OpenRow } from '../../store/deliveries/open-rows.js';

/** Collects rows that a limit defers: a whole domain may be over its limit at once. */
export interface RowDeferral {
  defer(row: OpenRow, until: Date): Promise<void>;
  /** Writes what was collected. */
  flush(): Promise<void>;
  /** Rows written so far. */
  count(): number;
}

const MOST_COLLECTED = 500;

/** What is lost with the process is harmless: those rows still wait in their slice. */
export function createRowDeferral(write: (rows: readonly DeferredRow[]) => Promise<number>): RowDeferral {
  let collected: DeferredRow[] = [];
  let written = 0;
  const flush = async (): Promise<void> => {
    const rows = collected;
    collected = [];
    if (rows.length > 0) written += await write(rows);
  };
  return {
    async defer({ subscriberId, fence }, until) {
      collected.push({ subscriberId, fence, until });
      if (collected.length >= MOST_COLLECTED) await flush();
    },
    flush,
    count: () => written,
  };
}
