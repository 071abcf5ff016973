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
  SEAL_AT,
  STATE_AT,
  STATE_OCTETS,
  stateWord,
} from './flight-format.js';

/** Rows that one connection marks in one commit, as they are written down beside the database. */
export interface Flight {
  /**
   * Written before the first octet of a message may be on the wire.
   * @param row its place among those of the flight
   * @param relay its name
   * @returns false where it must not be sent: the lease was settled by another, or the file cannot be written
   */
  begin(row: number, relay: string): boolean;
  /** The relay took the message; written with the next beginning, or when all that is to be done at once is done. */
  delivered(row: number, relay: string): void;
  /** The database has everything that is to be known of these rows. */
  forget(): void;
}

/** Writes down which rows of a lease have begun: what is in the file outlives the process, not the machine. */
export interface FlightRecorder {
  /**
   * Written before the rows are marked.
   * @returns null where it cannot be written: more than one row must not be marked then
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

/** Where the state of one row stands. */
interface StateInFile {
  /** The records of its flight, as they are in the file. */
  readonly octets: Buffer;
  /** Where these begin in the file. */
  readonly start: number;
  /** The place of the state among the octets. */
  readonly at: number;
}

/** One file, opened with the first flight. */
class FlightFile implements FlightRecorder {
  private file: number | null = null;
  private places = 0;
  private readonly free: number[] = [];
  private flying = 0;
  private isBroken = false;
  /** As a rule the next row of the flight begins at once, and both are one write. */
  private owed: StateInFile | null = null;
  private readonly seal = Buffer.alloc(4);
  private readonly writeOwed = (): void => {
    const { owed } = this;
    this.owed = null;
    if (owed !== null) this.tryTo(() => this.writeStates(owed, owed));
  };

  constructor(private readonly plan: RecorderPlan) {}

  ahead(rows: readonly FlightRow[]): Flight | null {
    const { plan } = this;
    if (this.isBroken || rows.length > plan.rows) return null;
    const place = this.free.pop() ?? this.places++;
    const start = HEADER_OCTETS + place * plan.rows * RECORD_OCTETS;
    const octets = Buffer.alloc(plan.rows * RECORD_OCTETS);
    const check = checkOf(plan.lease, plan.epoch);
    for (const [index, row] of rows.entries()) encodeRecord(octets, index * RECORD_OCTETS, row, check);
    if (!this.tryTo(() => this.write(octets, start))) return null;
    this.flying += 1;
    const put = (state: FlightState, row: number, relay: string): StateInFile => {
      const at = row * RECORD_OCTETS + STATE_AT;
      octets.writeUInt32LE(stateWord(state, this.relay(relay)), at);
      return { octets, start, at };
    };
    return {
      begin: (row, relay) => this.begin(put('begun', row, relay)),
      delivered: (row, relay) => {
        this.writeOwed();
        this.owed = put('delivered', row, relay);
        process.nextTick(this.writeOwed);
      },
      forget: () => {
        this.flying -= 1;
        if (this.owed?.octets === octets) this.owed = null;
        // What is settled may not be read again, should an older database take the place of this one.
        if (this.tryTo(() => this.write(octets.fill(0), start))) this.free.push(place);
      },
    };
  }

  private begin(begun: StateInFile): boolean {
    const { owed } = this;
    const isNext = owed?.octets === begun.octets && owed.at + RECORD_OCTETS === begun.at;
    if (isNext) this.owed = null;
    else this.writeOwed();
    return this.tryTo(() => this.writeStates(isNext ? owed : begun, begun)) && this.isOpen();
  }

  close(): void {
    this.writeOwed();
    if (this.file === null) return;
    closeSync(this.file);
    this.file = null;
    this.isBroken = true;
    if (this.flying === 0) tryToRemove(this.plan.path);
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

  /** What lies between the first state and the last is in the file already, and stays as it is. */
  private writeStates(first: StateInFile, { octets, start, at }: StateInFile): void {
    this.write(octets, start + first.at, first.at, at + STATE_OCTETS);
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
