import { SECOND_MS } from '../../durations.js';
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
  /**
   * In so many milliseconds its connection has nothing more to send, so that others may join, for a moment at least;
   * written at once where absent.
   */
  readonly neededInMs?: number;
  /** Told where it was written more than once: a row that is missing then may be marked all the same. */
  readonly onRepeated?: () => void;
}

/** Records for all connections together (group commit). */
export interface LedgerRecorder {
  /**
   * Resolves when the entry is committed: with the rows that were marked for it, in the order in which it asked; a
   * row that is missing is not the caller's any more.
   * @throws the database's error, when it cannot be written within the bound
   */
  record(entry: LedgerEntry): Promise<MarkedRow[]>;
  /** Somebody has nothing more to send until what waits is committed. */
  hurry(): void;
}

export interface RecorderOptions {
  readonly write: (entries: LedgerEntries) => Promise<MarkedRow[]>;
  readonly clock: () => Date;
  /** How long a known outcome is kept while the database is away; a lost one leaves a row uncertain. */
  readonly retryForMs: number;
  /** Told of each commit how long its first entry waited for it, in seconds. */
  readonly onWritten?: (seconds: number) => void;
}

/** So long an entry waits for others at most, where another commit may begin. */
const GATHER_MS = 25;

/**
 * And so long at least, unless it is to be written at once: connections come to the end of a slice one soon after the
 * other, and what a commit by itself costs for each is more than the moment is worth to a connection.
 */
const MOMENT_MS = 4;

/** When it is needed what is to be written at once. */
const LONG_AGO = Number.NEGATIVE_INFINITY;

/** A commit of so many rows costs little more for each than a larger one would. */
const FULL_COMMIT = 200;

/** A commit that takes longer waits for a disk, and another may wait beside it. */
const SLOW_COMMIT_MS = 2;

/** How many are under way at once; each holds a connection of the database. */
const AT_ONCE = 3;

/** How much of the time that commits took of late the last one has in the mean. */
const LATELY = 0.2;

interface Waiting {
  readonly entry: LedgerEntry;
  readonly resolve: (rows: MarkedRow[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * What connections have to tell waits for others as long as all of them have something to send, and while a commit is
 * under way, unless that waits for the disk: the fewer commits, the less each message costs. What one connection has
 * to tell follows what it told before, and no row is another's before that is committed, so it does not matter which
 * of several commits ends first.
 */
class GroupCommit implements LedgerRecorder {
  private waiting: Waiting[] = [];
  private rows = 0;
  private firstAt = 0;
  /** When a connection has nothing more to send, as `performance.now()`. */
  private neededAt = 0;
  private underWay = 0;
  private lastBeganAt = 0;
  private takesMs = 0;
  private timer: NodeJS.Timeout | undefined;
  private isLooking = false;

  constructor(private readonly options: RecorderOptions) {}

  record(entry: LedgerEntry): Promise<MarkedRow[]> {
    return new Promise((resolve, reject) => {
      const now = performance.now();
      const neededAt = entry.neededInMs === undefined ? LONG_AGO : now + entry.neededInMs;
      if (this.waiting.length === 0) this.firstAt = now;
      this.neededAt = this.waiting.length === 0 ? neededAt : Math.min(this.neededAt, neededAt);
      this.waiting.push({ entry, resolve, reject });
      this.rows += Math.max(entry.settled.length, entry.marks.length, entry.unsent.length);
      this.look();
    });
  }

  hurry(): void {
    this.neededAt = Math.min(this.neededAt, 0);
    this.look();
  }

  /** Begins a commit as soon as it is time for one. */
  private look(): void {
    if (this.waiting.length === 0 || this.isLooking) return;
    clearTimeout(this.timer);
    const wait = this.beginAt() - performance.now();
    if (wait === Infinity) return;
    if (wait > 0) {
      this.timer = setTimeout(() => this.look(), wait);
      return;
    }
    this.isLooking = true;
    // What ends in the same turn of the event loop still joins this commit.
    setImmediate(() => {
      this.isLooking = false;
      void this.writeWaiting();
    });
  }

  private beginAt(): number {
    if (this.underWay >= AT_ONCE) return Infinity;
    const freeAt = this.underWay === 0 ? 0 : this.lastBeganAt + SLOW_COMMIT_MS;
    if (this.neededAt === LONG_AGO || this.rows >= FULL_COMMIT) return freeAt;
    const neededAt = Math.max(this.firstAt + MOMENT_MS, this.neededAt - 1.5 * this.takesMs);
    return Math.max(freeAt, Math.min(this.firstAt + GATHER_MS, neededAt));
  }

  private async writeWaiting(): Promise<void> {
    const { options, firstAt, waiting: batch } = this;
    const beganAt = performance.now();
    this.waiting = [];
    this.rows = 0;
    this.lastBeganAt = beganAt;
    this.underWay += 1;
    try {
      const marked = await write(batch, options);
      for (const { entry, resolve } of batch) resolve(markedFor(entry, marked));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    const endedAt = performance.now();
    this.underWay -= 1;
    this.takesMs += LATELY * (Math.min(endedAt - beganAt, GATHER_MS) - this.takesMs);
    options.onWritten?.((endedAt - firstAt) / SECOND_MS);
    this.look();
  }
}

export function createRecorder(options: RecorderOptions): LedgerRecorder {
  return new GroupCommit(options);
}

async function write(
  batch: readonly Waiting[],
  options: RecorderOptions,
): Promise<ReadonlyMap<string, MarkedRow>> {
  const settled = batch.flatMap(({ entry }) => entry.settled);
  const marks = batch.flatMap(({ entry }) => entry.marks);
  const unsent = batch.flatMap(({ entry }) => entry.unsent);
  const rows = await retryWrite((repeated) => {
    if (repeated) for (const { entry } of batch) entry.onRepeated?.();
    return options.write({ settled, marks, unsent, repeated, now: options.clock() });
  }, options.retryForMs);
  return new Map(rows.map((row) => [keyOf(row), row]));
}

function markedFor({ marks }: LedgerEntry, marked: ReadonlyMap<string, MarkedRow>): MarkedRow[] {
  return marks.flatMap((mark) => marked.get(keyOf(mark)) ?? []);
}

function keyOf(row: { readonly digestId: number; readonly subscriberId: number }): string {
  return `${row.digestId}/${row.subscriberId}`;
}
