import type { MarkedRow } from '../../store/deliveries/delivery-ledger.js';
import type { Flight, FlightRecorder } from './flight-recorder.js';
import type { ChosenRow, OpenRows } from './open-rows.js';

/**
 * A mark that is older is not used: the reader may have left meanwhile, the digest may stand still, and others could
 * send what waits behind a message that hangs.
 */
const MARK_GOOD_FOR_MS = 500;

/** A row that was marked, and waits for its turn on the connection. */
export interface RunRow {
  readonly row: ChosenRow;
  readonly marked: MarkedRow;
  /** The rows that were marked with it. */
  readonly batch: MarkedBatch;
  /** Its place among them; the first is 0. */
  readonly place: number;
}

/** It was taken to follow another on the connection, and others may wait for it to come back. */
export function isFollowing({ batch, place }: RunRow): boolean {
  return batch.follows(place);
}

/** A row that was marked and waits again. */
export function asGivenBack({ row, marked: { fence } }: RunRow): ChosenRow {
  return { ...row, fence };
}

interface BatchPlan {
  /** In the order in which they will be sent. */
  readonly rows: readonly ChosenRow[];
  /** Where it is written down which of them have begun; null for a row by itself. */
  readonly flight: Flight | null;
  /** The first of them was not taken to follow another. */
  readonly hasFirst: boolean;
  /** Whether they are as many as they were to be. */
  readonly isFull: boolean;
  /** How many rows the connection had begun when they were asked for. */
  readonly begunBefore: number;
}

/** The rows that one connection marks in one commit. */
export class MarkedBatch {
  /** The machine may have slept, which its steady clock does not count. */
  private readonly askedAt = { steady: performance.now(), clock: Date.now() };
  private open: number;
  private isRepeated = false;
  private isUnclear = false;

  constructor(readonly plan: BatchPlan) {
    this.open = plan.rows.length;
  }

  /** How long its marks may be used, in milliseconds, by whichever clock tells less. */
  goodForMs(): number {
    const { steady, clock } = this.askedAt;
    return MARK_GOOD_FOR_MS - Math.max(performance.now() - steady, Date.now() - clock);
  }

  /** All of them were sent in half the time that they had, as many as they were to be. */
  wasBrief(): boolean {
    return this.plan.isFull && this.goodForMs() > MARK_GOOD_FOR_MS / 2;
  }

  /** Whether a row was taken to follow another on the connection. */
  follows(place: number): boolean {
    return place > 0 || !this.plan.hasFirst;
  }

  /** How many of them were taken to follow others. */
  following(): number {
    return this.plan.rows.length - (this.plan.hasFirst ? 1 : 0);
  }

  /** Its marks were asked for more than once, since an answer was lost. */
  repeated(): void {
    this.isRepeated = true;
  }

  /** One of them is not the caller's any more, for all that the last answer tells. */
  missing(): void {
    this.isUnclear ||= this.isRepeated;
  }

  /** What may be forgotten once all of them are closed; a row that may be marked all the same stays written down. */
  toForget(): Flight | null {
    return this.isUnclear ? null : this.plan.flight;
  }

  /**
   * One of them is known, given back, or was not marked.
   * @returns true where it was the last
   */
  close(): boolean {
    this.open -= 1;
    return this.open === 0;
  }
}

export interface BatchParts {
  readonly rows: OpenRows;
  readonly lease: { readonly digestId: number; readonly flights: FlightRecorder };
  readonly mayFollow: (row: ChosenRow) => boolean;
}

export interface BatchWish {
  /** Null where all are to follow what is marked already. */
  readonly first: ChosenRow | null;
  /** How many are to follow. */
  readonly following: number;
  readonly begunBefore: number;
}

/** Chooses rows that are to be marked together; they are written down before they are. */
export function chooseBatch({ rows, lease, mayFollow }: BatchParts, wish: BatchWish): MarkedBatch {
  const { first, following, begunBefore } = wish;
  const others = following > 0 ? rows.more(following, mayFollow) : [];
  const alone = first === null ? [] : [first];
  const chosen = [...alone, ...others];
  let flight: Flight | null = null;
  try {
    if (others.length > 0) flight = flightOf(lease, chosen);
  } catch (error) {
    rows.takeBack(others, others.length);
    throw error;
  }
  const plan = { flight, hasFirst: first !== null, begunBefore };
  if (flight !== null || others.length === 0) {
    return new MarkedBatch({ ...plan, rows: chosen, isFull: others.length === following });
  }
  // Where nothing can be written down, rows are marked one by one.
  rows.takeBack(others, others.length);
  return new MarkedBatch({ ...plan, rows: alone, isFull: false });
}

function flightOf({ digestId, flights }: BatchParts['lease'], chosen: readonly ChosenRow[]): Flight | null {
  return flights.ahead(
    chosen.map(({ subscriberId, fence }) => ({ digestId, subscriberId, fence: fence + 1 })),
  );
}

/** Looks out for marks that wait when their time is over. */
export class MarkWatch {
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param oldest the rows whose turn it is; null where none waits
   * @param onOver called when their time is over
   */
  constructor(
    private readonly oldest: () => MarkedBatch | null,
    private readonly onOver: (batch: MarkedBatch) => void,
  ) {}

  look(): void {
    const batch = this.oldest();
    if (this.timer !== undefined || batch === null || batch.plan.flight === null) return;
    this.timer = setTimeout(() => this.lookAgain(), Math.max(1, batch.goodForMs()));
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private lookAgain(): void {
    this.timer = undefined;
    const batch = this.oldest();
    if (batch !== null && batch.goodForMs() <= 0) this.onOver(batch);
    else this.look();
  }
}
