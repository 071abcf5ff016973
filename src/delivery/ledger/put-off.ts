import type { OpenRow, PutOffRow } from '../../store/deliveries/open-rows.js';

/** Collects rows that a limit puts off: a whole domain may be over its limit at once. */
export interface PutOff {
  add(row: OpenRow, until: Date): Promise<void>;
  /** Writes what was collected. */
  flush(): Promise<void>;
  /** Rows written so far. */
  count(): number;
}

const MOST_COLLECTED = 500;

/** What is lost with the process is harmless: those rows still wait in their slice. */
export function createPutOff(write: (rows: readonly PutOffRow[]) => Promise<number>): PutOff {
  let collected: PutOffRow[] = [];
  let written = 0;
  const flush = async (): Promise<void> => {
    const rows = collected;
    collected = [];
    if (rows.length > 0) written += await write(rows);
  };
  return {
    async add({ subscriberId, attempts }, until) {
      collected.push({ subscriberId, attempts, until });
      if (collected.length >= MOST_COLLECTED) await flush();
    },
    flush,
    count: () => written,
  };
}
