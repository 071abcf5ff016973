import { closeSync, fstatSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import {
  checkOf,
  encodeHeader,
  encodeRecord,
  type FlightHeader,
  type FlightRow,
  type FlightState,
  HEADER_OCTETS,
  OPEN_SEAL,
  RECORD_OCTETS,
  type RecordCheck,
  SEAL_AT,
  STATE_AT,
  stateWord,
} from './flight-format.js';

/** Rows that one connection marks in one commit, as they are written down beside the database. */
export interface Flight {
  /**
   * Written before the first octet of a message may be on the wire: it may be when this resolves, before the turn of
   * the event loop ends.
   * @param row its place among those of the flight
   * @param relay its name
   * @returns false where it must not be sent: the lease was settled by another, or the file cannot be written
   */
  begin(row: number, relay: string): Promise<boolean>;
  /** The relay took the message; written no later than the next beginning. */
  delivered(row: number, relay: string): void;
  /** The database has everything that is to be known of these rows. */
  forget(): void;
}

/** Writes down which rows of a lease have begun: what is in the file outlives the process, not the machine. */
export interface FlightRecorder {
  /**
   * Written before the rows are marked.
   * @returns null where it cannot be written: more than one row must not be marked then
   * @throws where some of it is written and stays: none of the rows may be marked then
   */
  ahead(rows: readonly FlightRow[]): Flight | null;
  /** Removes the file, unless it holds what the database does not have. */
  close(): void;
}

export interface RecorderPlan extends Omit<FlightHeader, 'inode'> {
  readonly path: string;
  readonly epoch: string;
  /** The most rows of a flight. */
  readonly rows: number;
  /** Told once, where the file cannot be written. */
  readonly onFault: (error: unknown) => void;
}

/** What a state becomes, at its place among the records. */
interface NewState {
  readonly at: number;
  readonly word: number;
}

/** The system writes no part of a page without the rest. */
const PAGE_OCTETS = HEADER_OCTETS;

/**
 * One file, opened with the first flight. What ends and begins in one turn of the event loop, tens of messages of a busy
 * worker, is written together when the turn ends.
 */
class FlightFile implements FlightRecorder {
  private file: number | null = null;
  /** All records, as they are in the file or will be with the next write. */
  private records = Buffer.alloc(PAGE_OCTETS);
  /** Where pages of records begin that the next write has. */
  private readonly changed = new Set<number>();
  private beginnings: NewState[] = [];
  private written: Promise<boolean> | null = null;
  private places = 0;
  private readonly free: number[] = [];
  private flying = 0;
  private isBroken = false;
  private readonly seal = Buffer.alloc(4);
  private readonly check: RecordCheck;

  constructor(private readonly plan: RecorderPlan) {
    this.check = checkOf(plan.lease, plan.epoch);
  }

  ahead(rows: readonly FlightRow[]): Flight | null {
    const { plan } = this;
    if (this.isBroken || rows.length > plan.rows) return null;
    const place = this.free.pop() ?? this.places++;
    const start = place * plan.rows * RECORD_OCTETS;
    const end = start + rows.length * RECORD_OCTETS;
    this.growTo(start + plan.rows * RECORD_OCTETS);
    rows.forEach((row, index) => {
      encodeRecord(this.records, start + index * RECORD_OCTETS, row, this.check);
    });
    if (!this.tryTo(() => this.writeRecords(start, end))) {
      this.takeOut(start, end);
      return null;
    }
    this.flying += 1;
    const stateOf = (row: number, state: FlightState, relay: string): NewState => {
      return { at: start + row * RECORD_OCTETS + STATE_AT, word: stateWord(state, this.relay(relay)) };
    };
    return {
      begin: (row, relay) => {
        this.beginnings.push(stateOf(row, 'begun', relay));
        return this.atEndOfTurn();
      },
      delivered: (row, relay) => {
        this.put(stateOf(row, 'delivered', relay));
        void this.atEndOfTurn();
      },
      forget: () => {
        this.flying -= 1;
        this.free.push(place);
        // What is settled may not be read again, should an older database take the place of this one.
        this.records.fill(0, start, end);
        rows.forEach((_, index) => {
          this.change(start + index * RECORD_OCTETS);
        });
        void this.atEndOfTurn();
      },
    };
  }

  close(): void {
    if (this.file === null) return;
    this.writeChanged();
    closeSync(this.file);
    this.file = null;
    this.isBroken = true;
    if (this.flying === 0) tryToRemove(this.plan.path);
  }

  /**
   * A write that failed may have left some of the records, and their rows are marked one by one now, with the fence that
   * stands there: read as not begun they would be sent twice.
   */
  private takeOut(start: number, end: number): void {
    if (this.file === null) return;
    this.records.fill(0, start, end);
    try {
      this.writeRecords(start, end);
    } catch {
      // As a rule nothing was written before either.
    }
    const left = Buffer.alloc(end - start);
    readSync(this.file, left, 0, left.length, HEADER_OCTETS + start);
    if (left.some((octet) => octet !== 0)) throw new Error('what was written in part could not be taken out');
  }

  private growTo(octets: number): void {
    if (octets <= this.records.length) return;
    const pages = Math.ceil(octets / PAGE_OCTETS);
    this.records = Buffer.concat([this.records], 2 * pages * PAGE_OCTETS);
  }

  private put({ at, word }: NewState): void {
    this.records.writeUInt32LE(word, at);
    this.change(at);
  }

  private change(at: number): void {
    this.changed.add(at - (at % PAGE_OCTETS));
  }

  /** @returns whether all is written, and the lease was not settled by another before */
  private atEndOfTurn(): Promise<boolean> {
    this.written ??= new Promise((resolve) => {
      setImmediate(() => {
        this.written = null;
        resolve(this.writeTurn());
      });
    });
    return this.written;
  }

  /** Whatever a death keeps out, the row that was before on a connection is known, or the next one has not begun. */
  private writeTurn(): boolean {
    const { beginnings } = this;
    this.beginnings = [];
    if (!this.writeChanged()) return false;
    for (const beginning of beginnings) this.put(beginning);
    return beginnings.length === 0 || (this.writeChanged() && this.isOpen());
  }

  /** What did not change in these pages is in the file already, and stays as it is. */
  private writeChanged(): boolean {
    const pages = [...this.changed].sort((one, other) => one - other);
    this.changed.clear();
    return this.tryTo(() => {
      let from = 0;
      pages.forEach((page, index) => {
        const end = page + PAGE_OCTETS;
        if (pages[index + 1] === end) return;
        this.writeRecords(pages[from] ?? page, end);
        from = index + 1;
      });
    });
  }

  /** Whoever settles the lease closes the seal before reading, so one of the two sees what the other wrote. */
  private isOpen(): boolean {
    const { seal } = this;
    if (!this.tryTo(() => readSync(this.open(), seal, 0, 4, SEAL_AT))) return false;
    // From then on rows are marked one by one, by a statement that looks at the lease.
    this.isBroken = seal.readUInt32LE() !== OPEN_SEAL;
    return !this.isBroken;
  }

  private open(): number {
    if (this.file === null) {
      this.file = openSync(this.plan.path, 'wx+', 0o600);
      const { lease, boot, relays } = this.plan;
      this.write(encodeHeader({ lease, boot, relays, inode: fstatSync(this.file).ino }), 0);
    }
    return this.file;
  }

  private writeRecords(from: number, to: number): void {
    this.write(this.records, HEADER_OCTETS + from, from, to);
  }

  private write(octets: Buffer, place: number, from = 0, to = octets.length): void {
    const written = writeSync(this.open(), octets, from, to - from, place);
    if (written !== to - from) throw new Error('the file was not written as a whole');
  }

  private relay(name: string): number {
    return Math.max(0, this.plan.relays.indexOf(name));
  }

  private tryTo(work: () => unknown): boolean {
    if (this.isBroken) return false;
    try {
      work();
      return true;
    } catch (error) {
      this.isBroken = true;
      this.plan.onFault(error);
      return false;
    }
  }
}

export function openFlightRecorder(plan: RecorderPlan): FlightRecorder {
  return new FlightFile(plan);
}

/** A file that stays says nothing wrong. */
export function tryToRemove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It is gone, or the next sweep finds it.
  }
}
