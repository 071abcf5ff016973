import type { Database } from '../../src/store/database.js';
import type { SignupLimits } from '../../src/subscribers/decide-signup.js';
import type { Keyring } from '../../src/subscribers/keyring.js';
import { processSignups } from '../../src/subscribers/process-signups.js';
import { requestSubscription } from '../../src/subscribers/request-subscription.js';
import { emptyTables as emptyAll } from '../support/empty-tables.js';
import { putInState } from '../support/subscriber-state.js';

export const keyring: Keyring = {
  addressHashKey: Buffer.alloc(32, 1),
  messageIdKey: Buffer.alloc(32, 2),
  operatorKey: Buffer.alloc(32, 3),
};

export const limits: SignupLimits = {
  repeatAfterMinutes: 10,
  perAddressDay: 3,
  perClientHour: 1_000,
  perNetworkHour: 1_000,
  perDomainHour: 1_000,
  overallHour: 10_000,
};

export function minutesAfter(moment: Date, minutes: number): Date {
  return new Date(moment.getTime() + minutes * 60_000);
}

export interface SubscriberFacts {
  readonly id: number;
  readonly address: string;
  readonly state: string;
  readonly confirm_serial: number;
  readonly confirmed_at: Date | null;
}

/** The row as it stands in the table, by its address in lower case. */
export async function rowOf(database: Database, address: string): Promise<SubscriberFacts> {
  const { rows } = await database.query<SubscriberFacts>(
    'SELECT id, address, state, confirm_serial, confirmed_at FROM subscribers WHERE address_key = $1',
    [address],
  );
  if (rows[0] === undefined) throw new Error('there is no such subscriber');
  return rows[0];
}

/** `kind serial` of each notice to a subscriber, in order. */
export async function noticesTo(database: Database, id: number): Promise<readonly string[]> {
  const { rows } = await database.query<{ name: string }>(
    "SELECT kind || ' ' || serial AS name FROM notices WHERE subscriber_id = $1 ORDER BY id",
    [id],
  );
  return rows.map(({ name }) => name);
}

/** `event via wording` of each consent entry of a subscriber, in order. */
export async function consentsOf(database: Database, id: number): Promise<readonly string[]> {
  const { rows } = await database.query<{ entry: string }>(
    "SELECT concat_ws(' ', event, via, wording) AS entry FROM consents WHERE subscriber_id = $1 ORDER BY id",
    [id],
  );
  return rows.map(({ entry }) => entry);
}

export async function count(database: Database, table: 'signups' | 'subscribers' | 'notices' | 'consents') {
  const { rows } = await database.query<{ n: number }>(`SELECT count(*) AS n FROM ${table}`);
  return rows[0]?.n;
}

/** Asks for an address and lets a worker decide at `now`. */
export async function signUp(database: Database, address: string, now: Date): Promise<number> {
  await requestSubscription(database, { address, via: 'form', clientHash: null });
  return processSignups(database, { keyring, now, limits });
}

export async function setState(database: Database, id: number, state: string): Promise<void> {
  await putInState(database, state, [id]);
}

export async function emptyTables(database: Database): Promise<void> {
  await emptyAll(
    database,
    'signups, signup_counts, feedback, suppression_lifts, subscribers, consents, suppressions, notices, deliveries, slices, digests, keyring',
  );
}
