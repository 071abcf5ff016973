/** What a worker wrote down of a row that it had marked, at one time that it was to be put on the wire. */
export interface ToldRow {
  readonly digestId: number;
  readonly subscriberId: number;
  readonly fence: number;
  /** The name of the relay that took the message; null: it did not begin. */
  readonly sentBy: string | null;
}

/** What workers wrote down outside the database, for whoever settles what they left. */
export interface FlightReader {
  /**
   * The rows of a lease of which it is certain what became of them. From then on whoever wrote it down begins none of
   * its rows any more, wherever it is: only for a lease that ran out.
   * @param epoch of the database as it is now
   * @returns none where it is not here, not whole, or of another machine, start or database
   */
  read(lease: string, epoch: string): readonly ToldRow[];
  /** What a lease left is settled. */
  forget(lease: string): void;
}

/** The leases of which slices remember that rows may be on the wire under them. */
export interface HeldLeases {
  /** Of the database that they are in. */
  readonly epoch: string;
  readonly leases: ReadonlySet<string>;
}

/** Nothing is written down outside the database. */
export const noFlights: FlightReader = { read: () => [], forget: () => undefined };
