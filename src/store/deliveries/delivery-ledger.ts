import type { DeliveryState, Outcome } from '../../model/delivery.js';
import type { PreparedStatement, Queryable } from '../database.js';
import type { OpenRow } from './open-rows.js';
import { RECORD_ALL, RECORD_TAKEN } from './record-sql.js';

/** Asks for one row to be marked as on the wire, under the lease of its slice. */
export interface MarkRequest extends Pick<OpenRow, 'subscriberId' | 'fence'> {
  readonly digestId: number;
  readonly sliceId: number;
  readonly lease: string;
}

/**
 * A row that may now be sent, was skipped because its reader left, or waits because they just had another digest;
 * `revoked`: it was marked by an asking whose answer was lost, may not be sent any more, and is to be given back.
 */
export interface MarkedRow {
  readonly digestId: number;
  readonly subscriberId: number;
  readonly state: Extract<DeliveryState, 'sending' | 'skipped' | 'deferred'> | 'revoked';
  readonly address: string;
  /** How often the reader has moved to another address. */
  readonly addressVersion: number;
  /** This one included. */
  readonly attempts: number;
  /** How often it was put on the wire, this time included; never goes back. */
  readonly fence: number;
  /** Since when it could be sent: when it was made, or when its digest went on after a pause. */
  readonly sendableSince: Date;
}

/** What became of an attempt; see settle-outcome.ts. */
export interface SettledRow {
  readonly digestId: number;
  readonly subscriberId: number;
  /** The time on the wire that it is about; a row that was taken up again since is left alone. */
  readonly fence: number;
  readonly state: DeliveryState;
  readonly spent: boolean;
  readonly nextAttemptAt: Date | null;
  readonly reason: string | null;
  readonly dead: boolean;
  readonly outcome: Outcome;
  /** The name of the relay that it was made by. */
  readonly relay: string;
  /** A refusal that is not certain, as it counts among those of others; absent where there is none. */
  readonly refusal?: {
    readonly words: string;
    readonly domain: string;
    readonly ofMailbox: boolean;
  } | null;
}

/** A row that was marked ahead and did not begin. */
export type UnsentRow = Pick<SettledRow, 'digestId' | 'subscriberId' | 'fence'>;

export interface LedgerEntries {
  readonly settled: readonly SettledRow[];
  readonly marks: readonly MarkRequest[];
  /** Rows that were marked and are given back: nothing of them was on the wire. */
  readonly unsent: readonly UnsentRow[];
  /** The entries were written before and the answer was lost: what is already so is answered again. */
  readonly repeated: boolean;
  readonly now: Date;
}

/**
 * Records the outcomes of messages that ended, gives back marks that were not used and marks the next rows as on the
 * wire, all or nothing. An
 * address that turned out dead is suppressed with the same stroke. Repeating it is harmless.
 * @returns the rows that were marked, skipped, deferred or revoked; a row that is missing is not the caller's any more
 */
export async function recordEntries(database: Queryable, entries: LedgerEntries): Promise<MarkedRow[]> {
  const { rows } = await database.query<{
    digest_id: number;
    subscriber_id: number;
    state: MarkedRow['state'];
    address: string;
    address_generation: number;
    attempts: number;
    fence: number;
    sendable_since: Date;
  }>(statementFor(entries));
  return rows.map((row) => ({
    digestId: row.digest_id,
    subscriberId: row.subscriber_id,
    state: row.state,
    address: row.address,
    addressVersion: row.address_generation,
    attempts: row.attempts,
    fence: row.fence,
    sendableSince: row.sendable_since,
  }));
}

function statementFor({ settled, marks, unsent, repeated, now }: LedgerEntries): PreparedStatement {
  const common = [
    integers(marks.map((mark) => mark.digestId)),
    integers(marks.map((mark) => mark.subscriberId)),
    integers(marks.map((mark) => mark.fence)),
    integers(marks.map((mark) => mark.sliceId)),
    marks.map((mark) => mark.lease),
    now,
    repeated,
    integers(settled.map((row) => row.digestId)),
    integers(settled.map((row) => row.subscriberId)),
    integers(settled.map((row) => row.fence)),
    settled.map((row) => row.relay),
    settled.map((row) => row.outcome.replyCode),
    settled.map((row) => row.outcome.replyStatus),
    settled.map((row) => row.outcome.replyText),
  ];
  if (unsent.length === 0 && settled.every(({ state }) => state === 'sent')) {
    return { name: 'record-taken', text: RECORD_TAKEN, values: common };
  }
  return {
    name: 'record-all',
    text: RECORD_ALL,
    values: [
      ...common,
      settled.map((row) => row.state),
      settled.map((row) => row.spent),
      settled.map((row) => row.nextAttemptAt),
      settled.map((row) => row.reason),
      settled.map((row) => row.dead),
      settled.map((row) => row.outcome.refusal ?? null),
      integers(unsent.map((row) => row.digestId)),
      integers(unsent.map((row) => row.subscriberId)),
      integers(unsent.map((row) => row.fence)),
    ],
  };
}

/** An array as PostgreSQL reads it; the driver would quote each number by itself. */
function integers(values: readonly number[]): string {
  return `{${values.join()}}`;
}
