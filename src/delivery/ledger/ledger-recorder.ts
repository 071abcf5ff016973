import type {
  LedgerEntries,
  MarkedRow,
  MarkRequest,
  SettledRow,
  UnsentRow,
} from '../../store/deliveries/delivery-ledger.js';
import { retryWrite } from './retry-write.js';

/** What one connection has to tell between two messages. */
export interface LedgerEntry {
  /** What became of its last messages. */
  readonly settled: readonly SettledRow[];
  /** The rows it wants to send next. */
  readonly marks: readonly MarkRequest[];
  /** Rows that were marked for it and are not sent. */
  readonly unsent: readonly UnsentRow[];
}

/** Records for all connections together (group commit). */
export interface LedgerRecorder {
  /**
   * Resolves when the entry is committed: with the rows that were marked for it, in the order in which it asked; a
   * row that is missing is not the caller's any more.
   * @throws the database's error, when it cannot be written within the bound
   */
  record(entry: LedgerEntry): Promise<MarkedRow[]>;
}

export interface RecorderOptions {
  readonly write: (entries: LedgerEntries) => Promise<MarkedRow[]>;
  readonly clock: () => Date;
  /** How long a known outcome is kept while the database is away; a lost one leaves a row uncertain. */
  readonly retryForMs: number;
}

interface Waiting {
  readonly entry: LedgerEntry;
  readonly resolve: (rows: MarkedRow[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * While one commit is under way, what the connections have to tell waits, and goes into the next one: the
 * more connections, the larger the batches, without a timer.
 */
export function createRecorder(options: RecorderOptions): LedgerRecorder {
  let waiting: Waiting[] = [];
  let writing = false;

  const writeWaiting = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        const marked = await write(batch, options);
        for (const { entry, resolve } of batch) resolve(markedFor(entry, marked));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    writing = false;
  };

  return {
    record: (entry) =>
      new Promise((resolve, reject) => {
        waiting.push({ entry, resolve, reject });
        if (writing) return;
        writing = true;
        // What ends in the same turn of the event loop still joins this commit.
        setImmediate(() => void writeWaiting());
      }),
  };
}

async function write(
  batch: readonly Waiting[],
  options: RecorderOptions,
): Promise<ReadonlyMap<string, MarkedRow>> {
  const settled = batch.flatMap(({ entry }) => entry.settled);
  const marks = batch.flatMap(({ entry }) => entry.marks);
  const unsent = batch.flatMap(({ entry }) => entry.unsent);
  const rows = await retryWrite(
    (repeated) => options.write({ settled, marks, unsent, repeated, now: options.clock() }),
    options.retryForMs,
  );
  return new Map(rows.map((row) => [keyOf(row), row]));
}

function markedFor({ marks }: LedgerEntry, marked: ReadonlyMap<string, MarkedRow>): MarkedRow[] {
  return marks.flatMap((mark) => marked.get(keyOf(mark)) ?? []);
}

function keyOf(row: { readonly digestId: number; readonly subscriberId: number }): string {
  return `${row.digestId}/${row.subscriberId}`;
}
