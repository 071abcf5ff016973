import type { MarkedRow, SettledRow } from '../../store/deliveries/delivery-ledger.js';
import type { FlightRecorder } from './flight-recorder.js';
import {
  asGivenBack,
  chooseBatch,
  isFollowing,
  type MarkedBatch,
  MarkWatch,
  type RunRow,
} from './marked-batch.js';
import type { ChosenRow, OpenRows } from './open-rows.js';
import type { RunLength } from './run-lengths.js';
import { Untold, type UntoldParts } from './untold.js';

export interface MarkedRunParts extends UntoldParts {
  readonly lease: UntoldParts['lease'] & {
    readonly flights: FlightRecorder;
    /** Whether no other worker can have taken the lease. */
    isSafe(): boolean;
  };
  readonly rows: OpenRows;
  readonly length: RunLength;
  readonly mostRows: number;
  /** Aborted when nothing more may begin. */
  readonly signal: AbortSignal;
  readonly mayFollow: (row: ChosenRow) => boolean;
  /** Told of a marked row that is not sent. */
  readonly onDropped: (state: Exclude<MarkedRow['state'], 'sending' | 'revoked'>) => void;
}

/** How much of the time that messages took of late the last one has in the mean. */
const LATELY = 0.2;

/**
 * The run of marked rows that one connection has before it: which is next, whether it may still begin, and when others
 * are marked. That happens when half of them are sent, and what became of the first rides with these marks, so that the
 * connection need not wait for a commit. Rows that are marked together are in the flight file, which tells after the
 * death of the process which of them had begun.
 */
export class MarkedRun {
  private readonly untold: Untold;
  private waiting: RunRow[] = [];
  /** Rows that are being marked while others are sent. */
  private coming: readonly ChosenRow[] = [];
  private current: RunRow | null = null;
  private beganAt = 0;
  /** How long a message takes on this connection of late. */
  private messageMs = 0;
  private begun = 0;
  private writing: Promise<void> = Promise.resolve();
  private readonly onStop = (): void => this.restSoon();
  private readonly watch = new MarkWatch(
    () => this.waiting[0]?.batch ?? null,
    (batch) => {
      this.shorten(batch);
      this.restSoon();
    },
  );

  constructor(private readonly parts: MarkedRunParts) {
    this.untold = new Untold(parts);
    parts.signal.addEventListener('abort', this.onStop);
  }

  /**
   * Marks a row, and some that are to follow it unless it is to be marked alone.
   * @returns false where a row was not the caller's any more
   */
  async mark(first: ChosenRow, alone: boolean): Promise<boolean> {
    await this.written();
    if (this.waiting.length > 0) await this.rest();
    if (alone) this.parts.length.rows = 1;
    const batch = this.choose(first, this.wanted() - 1);
    const { rows } = batch.plan;
    let marked: MarkedRow[];
    try {
      marked = await this.untold.tell({ batch, ...this.soon() });
    } catch (error) {
      this.parts.rows.dealtWith(batch.following());
      throw error;
    }
    this.takeUp(batch, marked);
    return marked.length === rows.length;
  }

  /** The row that {@link begin} will give; null where none is left. */
  peek(): RunRow | null {
    return this.waiting[0] ?? null;
  }

  /** The row that will follow, unless something intervenes; it need not be marked yet. */
  following(): ChosenRow | null {
    return this.waiting[0]?.row ?? this.coming[0] ?? null;
  }

  /** Where none is left, waits for the rows that are being marked; null where there is nothing to wait for. */
  refill(): Promise<void> | null {
    return this.waiting.length === 0 && this.coming.length > 0 ? this.written() : null;
  }

  /**
   * The next row of the run, which is on the wire from then on.
   * @param relay that it leaves by
   * @returns null where none is left that may be sent
   */
  async begin(relay: string): Promise<RunRow | null> {
    const next = this.waiting[0];
    if (next === undefined) return null;
    const { rows, signal } = this.parts;
    const isWritten = await this.isWritten(next, relay);
    // It may have been given back meanwhile.
    if (this.waiting[0] !== next) return null;
    if (signal.aborted || !isWritten || !this.mayBegin(next)) {
      this.shorten(next.batch);
      await this.rest();
      return null;
    }
    this.waiting.shift();
    this.current = next;
    this.beganAt = performance.now();
    this.begun += 1;
    if (isFollowing(next)) rows.dealtWith(1);
    return next;
  }

  /** The row that {@link begin} would give is put off, with the next commit. */
  defer(until: Date): void {
    const row = this.waiting.shift();
    if (row === undefined) return;
    this.untold.deferred(row, until);
    if (isFollowing(row)) this.parts.rows.dealtWith(1);
    this.closeRow(row.batch);
  }

  /** What became of the row on the wire. Committed at once unless its server took it. */
  async settle(settled: SettledRow): Promise<void> {
    const { current, parts } = this;
    this.current = null;
    this.untold.settled(settled);
    this.messageMs += LATELY * (performance.now() - this.beganAt - this.messageMs);
    const isTaken = settled.state === 'sent';
    if (current !== null) {
      const { batch, place } = current;
      if (isTaken) batch.plan.flight?.delivered(place, settled.relay);
      if (this.closeRow(batch) && isTaken) this.lengthen(batch);
    }
    if (isTaken) {
      this.markOn();
      return;
    }
    // The file does not have this outcome, so the ledger must; and whoever refuses is asked one by one.
    parts.length.rows = 1;
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
      this.watch.stop();
    }
    // A row that is on the wire has no outcome yet, so the ledger cannot have everything.
    if (this.current === null) this.untold.forgetTold();
  }

  /** Waits for what is being marked, and given back. */
  private written(): Promise<void> {
    if (this.coming.length > 0) this.parts.recorder.hurry();
    return this.writing;
  }

  /** One after the other would be marked and told at once; where many go in a moment, that moment may pass. */
  private soon(): { readonly neededInMs?: number } {
    return this.wanted() > 1 ? { neededInMs: 0 } : {};
  }

  private wanted(): number {
    return Math.min(this.parts.length.rows, this.parts.mostRows);
  }

  /** Has rows marked that are to follow those that wait, when half of the run is sent. */
  private markOn(): void {
    const left = this.waiting.length;
    const wanted = this.wanted();
    if (left === 0 || 2 * left > wanted || this.coming.length > 0 || this.parts.signal.aborted) return;
    const batch = this.choose(null, wanted - left);
    if (batch.plan.rows.length === 0) return;
    this.coming = batch.plan.rows;
    this.follow(() => this.markComing(batch));
  }

  private async markComing(batch: MarkedBatch): Promise<void> {
    const { rows } = this.parts;
    try {
      const marked = await this.untold.tell({ batch, neededInMs: this.waiting.length * this.messageMs });
      this.coming = [];
      this.takeUp(batch, marked);
    } catch (error) {
      this.coming = [];
      rows.dealtWith(batch.following() + this.waiting.splice(0).filter(isFollowing).length);
      throw error;
    }
  }

  private choose(first: ChosenRow | null, following: number): MarkedBatch {
    return chooseBatch(this.parts, { first, following, begunBefore: this.begun });
  }

  private takeUp(batch: MarkedBatch, marked: readonly MarkedRow[]): void {
    const { rows, onDropped, signal } = this.parts;
    const found = new Map(marked.map((row) => [row.subscriberId, row]));
    batch.plan.rows.forEach((row, place) => {
      const mark = found.get(row.subscriberId);
      if (mark?.state === 'sending' || mark?.state === 'revoked') {
        this.waiting.push({ row, marked: mark, batch, place });
        return;
      }
      if (batch.follows(place)) rows.dealtWith(1);
      if (mark === undefined) batch.missing();
      else onDropped(mark.state);
      this.closeRow(batch);
    });
    if (signal.aborted) this.restSoon();
    else this.watch.look();
  }

  /** Whether it is written down that a row begins; a row by itself is in the database as such. */
  private async isWritten({ batch: { plan }, place, marked }: RunRow, relay: string): Promise<boolean> {
    return marked.state !== 'revoked' && (plan.flight === null || (await plan.flight.begin(place, relay)));
  }

  /** To be asked after it was written down: who takes the lease later finds the row begun, or this finds it run out. */
  private mayBegin({ batch }: RunRow): boolean {
    return batch.plan.flight === null || (batch.goodForMs() > 0 && this.parts.lease.isSafe());
  }

  /** @returns true where nothing of the batch is on the wire or waits any more */
  private closeRow(batch: MarkedBatch): boolean {
    const isLast = batch.close();
    const flight = isLast ? batch.toForget() : null;
    if (flight !== null) this.untold.over(flight);
    return isLast;
  }

  /** The relay took in a short time all that a full run holds. */
  private lengthen(batch: MarkedBatch): void {
    const { length, mostRows } = this.parts;
    if (batch.wasBrief()) length.rows = Math.min(2 * length.rows, mostRows);
  }

  /** What was marked was too much for this relay. */
  private shorten({ plan }: MarkedBatch): void {
    this.parts.length.rows = Math.max(1, this.begun - plan.begunBefore);
  }

  private restSoon(): void {
    void this.written();
    this.follow(() => this.giveBack());
  }

  private follow(write: () => Promise<void>): void {
    this.writing = this.writing.then(write);
    // Whoever waits for it next is told.
    this.writing.catch(() => undefined);
  }

  private async giveBack(): Promise<void> {
    const unsent = this.waiting.splice(0);
    if (unsent.length === 0 && this.untold.isEmpty()) return;
    const following = unsent.filter(isFollowing).length;
    for (const { batch } of unsent) this.closeRow(batch);
    try {
      await this.untold.tell({ unsent, ...this.soon() });
    } catch (error) {
      this.parts.rows.dealtWith(following);
      throw error;
    }
    this.parts.rows.takeBack(unsent.map(asGivenBack), following);
  }
}
