import type { MarkedRow, SettledRow } from '../../store/deliveries/delivery-ledger.js';
import type { Flight } from './flight-recorder.js';
import type { LedgerRecorder } from './ledger-recorder.js';
import { asGivenBack, type MarkedBatch, type RunRow } from './marked-batch.js';
import type { ChosenRow } from './open-rows.js';

export interface UntoldParts {
  readonly lease: { readonly digestId: number; readonly sliceId: number; readonly lease: string };
  readonly recorder: LedgerRecorder;
  /** Told of a row that was given back to be sent later. */
  readonly onDeferred: (row: ChosenRow, until: Date) => Promise<void>;
}

/** What goes with one commit, beside what is known. */
interface ToTell {
  /** Of which the rows are to be marked. */
  readonly batch?: MarkedBatch;
  readonly unsent?: readonly RunRow[];
  readonly neededInMs?: number;
}

/**
 * What one connection knows and the ledger does not have yet: outcomes, rows that are put off, and flights that may be
 * forgotten when that is committed. It is kept until something is to be told anyway, and goes with it.
 */
export class Untold {
  private known: SettledRow[] = [];
  private putOff: { readonly row: RunRow; readonly until: Date }[] = [];
  /** Of rows of which all is known; what is known of the last of them goes with the next commit. */
  private flights: Flight[] = [];
  private isFailed = false;

  constructor(private readonly parts: UntoldParts) {}

  settled(row: SettledRow): void {
    this.known.push(row);
  }

  deferred(row: RunRow, until: Date): void {
    this.putOff.push({ row, until });
  }

  /** All is known of the rows of a flight. */
  over(flight: Flight): void {
    this.flights.push(flight);
  }

  /** Whether there is nothing that needs a commit. */
  isEmpty(): boolean {
    return this.known.length + this.putOff.length === 0;
  }

  /**
   * Commits what is known together with what is to be marked or given back.
   * @returns the rows that were marked
   */
  async tell({ batch, unsent = [], neededInMs }: ToTell): Promise<MarkedRow[]> {
    const { digestId, sliceId, lease } = this.parts.lease;
    const marks = batch?.plan.rows ?? [];
    const settled = this.known.splice(0);
    const putOff = this.putOff.splice(0);
    const flights = this.flights.splice(0);
    this.isFailed = true;
    const marked = await this.parts.recorder.record({
      settled,
      ...(neededInMs === undefined ? {} : { neededInMs }),
      onRepeated: () => batch?.repeated(),
      marks: marks.map(({ subscriberId, fence }) => ({ subscriberId, fence, digestId, sliceId, lease })),
      unsent: [...unsent, ...putOff.map(({ row }) => row)].map(({ marked: { subscriberId, fence } }) => {
        return { digestId, subscriberId, fence };
      }),
    });
    this.isFailed = false;
    for (const flight of flights) flight.forget();
    for (const { row, until } of putOff) await this.parts.onDeferred(asGivenBack(row), until);
    return marked;
  }

  /** Forgets flights of which the ledger has everything; what it may not have stays in the file. */
  forgetTold(): void {
    if (this.isFailed) return;
    for (const flight of this.flights.splice(0)) flight.forget();
  }
}
