import type { MarkedRow, SettledRow } from '../../store/deliveries/delivery-ledger.js';
import type { Flight, FlightRecorder } from './flight-recorder.js';
import type { LedgerRecorder } from './ledger-recorder.js';
import type { ChosenRow, OpenRows } from './open-rows.js';
import type { RunLength } from './run-lengths.js';

/** A row that was marked, and waits for its turn on the connection. */
export interface RunRow {
  readonly row: ChosenRow;
  readonly marked: MarkedRow;
  /** Its place in the run; the first is 0. */
  readonly place: number;
}

export interface MarkedRunParts {
  readonly lease: {
    readonly digestId: number;
    readonly sliceId: number;
    readonly lease: string;
    readonly flights: FlightRecorder;
    /** Whether no other worker can have taken the lease. */
    isSafe(): boolean;
  };
  readonly rows: OpenRows;
  readonly recorder: LedgerRecorder;
  readonly length: RunLength;
  readonly mostRows: number;
  /** Aborted when nothing more may begin. */
  readonly signal: AbortSignal;
  readonly mayFollow: (row: ChosenRow) => boolean;
  /** Told of a marked row that is not sent. */
  readonly onDropped: (state: Exclude<MarkedRow['state'], 'sending'>) => void;
  /** Told of a row that was given back to be sent later. */
  readonly onDeferred: (row: ChosenRow, until: Date) => Promise<void>;
}

/**
 * A mark that is older is not used: the reader may have left meanwhile, the digest may stand still, and others could
 * send what waits behind a message that hangs.
 */
const MARK_GOOD_FOR_MS = 500;

/**
 * What one connection does with the ledger: rows are marked in runs, and what became of one run rides with the marks
 * of the next. A run of more than one row is in the flight file, which tells after the death of the process which of
 * its rows had begun.
 */
export class MarkedRun {
  private known: SettledRow[] = [];
  private waiting: RunRow[] = [];
  private deferred: { readonly row: RunRow; readonly until: Date }[] = [];
  private current: RunRow | null = null;
  private flight: Flight | null = null;
  /** Flights of former runs; what is known of their last rows goes with the next commit. */
  private over: Flight[] = [];
  private startedAt = { steady: 0, clock: 0 };
  private begun = 0;
  private isRefused = false;
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  private isFailed = false;
  private readonly onStop = (): void => this.restSoon();

  constructor(private readonly parts: MarkedRunParts) {
    parts.signal.addEventListener('abort', this.onStop);
  }

  /**
   * Marks a row, and some that are to follow it unless it is to be marked alone.
   * @returns false where a row was not the caller's any more
   */
  async mark(first: ChosenRow, alone: boolean): Promise<boolean> {
    await (this.waiting.length > 0 ? this.rest() : this.writing);
    this.endRun();
    const chosen = this.choose(first, alone);
    this.startedAt = { steady: performance.now(), clock: Date.now() };
    let marked: MarkedRow[];
    try {
      marked = await this.record(chosen, []);
    } catch (error) {
      this.parts.rows.dealtWith(chosen.length - 1);
      throw error;
    }
    this.takeUp(chosen, marked);
    return marked.length === chosen.length;
  }

  /** The row that {@link begin} will give; null where none is left. */
  peek(): RunRow | null {
    return this.waiting[0] ?? null;
  }

  /**
   * The next row of the run, which is on the wire from then on.
   * @param relay that it leaves by
   * @returns null where none is left that may be sent
   */
  async begin(relay: string): Promise<RunRow | null> {
    const next = this.waiting[0];
    if (next === undefined) return null;
    const { rows, signal, length } = this.parts;
    if (signal.aborted || !this.mayBegin(next, relay)) {
      length.rows = Math.max(1, this.begun);
      await this.rest();
      return null;
    }
    this.waiting.shift();
    this.current = next;
    this.begun += 1;
    if (next.place > 0) rows.dealtWith(1);
    return next;
  }

  /** The row that {@link begin} would give is put off, with the next commit. */
  defer(until: Date): void {
    const row = this.waiting.shift();
    if (row === undefined) return;
    this.deferred.push({ row, until });
    if (row.place > 0) this.parts.rows.dealtWith(1);
  }

  /** What became of the row on the wire. Committed at once unless its server took it. */
  async settle(settled: SettledRow): Promise<void> {
    if (settled.state === 'sent' && this.current !== null) {
      this.flight?.delivered(this.current.place, settled.relay);
    }
    this.current = null;
    this.known.push(settled);
    if (settled.state === 'sent') return;
    // The file does not have this outcome, so the ledger must; and whoever refuses is asked one by one.
    this.isRefused = true;
    this.parts.length.rows = 1;
    await this.rest();
  }

  /** Commits what is known, and gives back what has not begun. */
  async rest(): Promise<void> {
    this.restSoon();
    await this.writing;
  }

  /** The same, for good. */
  async close(): Promise<void> {
    this.parts.signal.removeEventListener('abort', this.onStop);
    try {
      await this.rest();
    } finally {
      clearTimeout(this.timer);
    }
    // What the ledger may not have stays in the file.
    if (this.isFailed || this.current !== null) return;
    this.endRun();
    for (const flight of this.over.splice(0)) flight.forget();
  }

  /** The rows of the next run, which are written down before they are marked. */
  private choose(first: ChosenRow, alone: boolean): ChosenRow[] {
    const { rows, lease, mayFollow, length, mostRows } = this.parts;
    if (alone) length.rows = 1;
    const wanted = Math.min(length.rows, mostRows);
    const following = wanted > 1 ? rows.more(wanted - 1, mayFollow) : [];
    if (following.length === 0) return [first];
    const { digestId } = lease;
    const chosen = [first, ...following];
    this.flight = lease.flights.ahead(
      chosen.map(({ subscriberId, fence }) => ({ digestId, subscriberId, fence: fence + 1 })),
    );
    if (this.flight !== null) return chosen;
    rows.takeBack(following, following.length);
    return [first];
  }

  private takeUp(chosen: readonly ChosenRow[], marked: readonly MarkedRow[]): void {
    const { rows, onDropped, signal } = this.parts;
    const found = new Map(marked.map((row) => [row.subscriberId, row]));
    chosen.forEach((row, place) => {
      const mark = found.get(row.subscriberId);
      if (mark?.state === 'sending') this.waiting.push({ row, marked: mark, place });
      else if (place > 0) rows.dealtWith(1);
      if (mark !== undefined && mark.state !== 'sending') onDropped(mark.state);
    });
    if (signal.aborted) this.restSoon();
    else if (this.flight !== null) this.timer = setTimeout(() => this.onStale(), MARK_GOOD_FOR_MS);
  }

  private mayBegin(next: RunRow, relay: string): boolean {
    // The order matters: who takes the lease after it ran out finds the row begun, or this finds it run out.
    return this.flight === null || (this.flight.begin(next.place, relay) && this.isFresh());
  }

  /** The machine may have slept, which its steady clock does not count. */
  private isFresh(): boolean {
    const { steady, clock } = this.startedAt;
    const age = Math.max(performance.now() - steady, Date.now() - clock);
    return age < MARK_GOOD_FOR_MS && this.parts.lease.isSafe();
  }

  /** Nothing of the run is on the wire or waits; what is known of it may go with the next commit. */
  private endRun(): void {
    clearTimeout(this.timer);
    const { length, mostRows } = this.parts;
    const isBrief = performance.now() - this.startedAt.steady < MARK_GOOD_FOR_MS / 2;
    const isSmooth = isBrief && !this.isRefused && this.begun >= length.rows;
    if (isSmooth) length.rows = Math.min(2 * length.rows, mostRows);
    this.begun = 0;
    this.isRefused = false;
    if (this.flight !== null) this.over.push(this.flight);
    this.flight = null;
  }

  /** What waits when its time is over was too much for this relay. */
  private onStale(): void {
    if (this.waiting.length > 0) this.parts.length.rows = Math.max(1, this.begun);
    this.restSoon();
  }

  private restSoon(): void {
    this.writing = this.writing.then(() => this.giveBack());
    // Whoever waits for it next is told.
    this.writing.catch(() => undefined);
  }

  private async giveBack(): Promise<void> {
    const unsent = this.waiting.splice(0);
    if (unsent.length + this.known.length + this.deferred.length === 0) return;
    const following = unsent.filter(({ place }) => place > 0).length;
    try {
      await this.record([], unsent);
    } catch (error) {
      this.parts.rows.dealtWith(following);
      throw error;
    }
    this.parts.rows.takeBack(unsent.map(asGivenBack), following);
  }

  private async record(chosen: readonly ChosenRow[], unsent: readonly RunRow[]): Promise<MarkedRow[]> {
    const { digestId, sliceId, lease } = this.parts.lease;
    const settled = this.known.splice(0);
    const deferred = this.deferred.splice(0);
    const over = this.over.splice(0);
    this.isFailed = true;
    const marked = await this.parts.recorder.record({
      settled,
      marks: chosen.map(({ subscriberId, fence }) => ({ subscriberId, fence, digestId, sliceId, lease })),
      unsent: [...unsent, ...deferred.map(({ row }) => row)].map(({ marked: { subscriberId, fence } }) => {
        return { digestId, subscriberId, fence };
      }),
    });
    this.isFailed = false;
    for (const flight of over) flight.forget();
    for (const { row, until } of deferred) await this.parts.onDeferred(asGivenBack(row), until);
    return marked;
  }
}

/** A row that was marked and waits again. */
function asGivenBack({ row, marked: { fence } }: RunRow): ChosenRow {
  return { ...row, fence };
}
