import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import {
  type DeliveryContext,
  type DeliveryParts,
  openDeliveryContext,
} from '../../src/delivery/delivery-context.js';
import type { Relay, RelayPart } from '../../src/delivery/relays/open-relays.js';
import type { SmtpConnectionOptions } from '../../src/delivery/smtp/smtp-connection.js';
import type { Database } from '../../src/store/database.js';
import { allTemplates } from '../rendering/email-templates.js';
import { inventedPaper, site } from '../rendering/invented-digest.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

export const messageIdKey = Buffer.alloc(32, 7);
export const secretKey = 'only for the tests of delivery, 32 characters';

/** A log entry as it was written. */
export interface Entry {
  readonly level: 'info' | 'warn' | 'error';
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Rows, a clock that moves when told, and contexts to send with. */
export interface DeliveryBed extends TestDatabase {
  readonly entries: Entry[];
  now: Date;
  /** What one process has: connections of its own to the SMTP server. */
  context(smtpUrl: string, options?: BedOptions): Promise<DeliveryContext>;
  /** Closes the connections that were opened, and the database. */
  close(): Promise<void>;
}

export interface BedOptions
  extends Partial<
      Pick<
        DeliveryParts,
        | 'policy'
        | 'pace'
        | 'worker'
        | 'signers'
        | 'breaker'
        | 'domainLimits'
        | 'relayParts'
        | 'returnPath'
        | 'leavesByMail'
        | 'times'
        | 'flights'
        | 'onSettled'
      >
    >,
    Pick<RelayPart, 'limits'>,
    Partial<Omit<SmtpConnectionOptions, 'url' | 'name'>> {
  /** To the SMTP server, for digests and as many for notices; 3 by default. */
  readonly connections?: number;
}

/** Pauses too short to slow a test down, and none that ends a slice. */
const briskPace = { firstPauseMs: 2, firstConfigurationPauseMs: 2, longestPauseMs: 20 };

let workers = 0;

export async function openDeliveryBed(): Promise<DeliveryBed> {
  const test = await createTestDatabase();
  const templates = await allTemplates();
  const relays: Relay[] = [];
  const bed: DeliveryBed = {
    ...test,
    entries: [],
    now: new Date('2026-03-24T08:00:00Z'),
    async context(url, options = {}) {
      const { policy = 'hold', pace = briskPace, worker, signers = [], ...more } = options;
      const {
        breaker,
        domainLimits,
        relayParts,
        limits,
        returnPath = null,
        leavesByMail = false,
        times,
        flights,
        onSettled,
        connections = 3,
        ...rest
      } = more;
      const relay = {
        name: 'relay',
        ...{ connections, noticeConnections: connections },
        smtp: { url, name: 'sender.example.org', ...rest },
      };
      workers += 1;
      const context = openDeliveryContext({
        database: test.database,
        templates,
        site,
        keys: { secretKeys: [secretKey], keyring: { messageIdKey } },
        returnPath,
        leavesByMail,
        signers,
        log: logTo(bed.entries),
        clock: () => bed.now,
        worker: worker ?? `worker-${workers}`,
        policy,
        random: () => 0.5,
        pace,
        ...(times === undefined ? {} : { times }),
        ...(flights === undefined ? {} : { flights }),
        ...(onSettled === undefined ? {} : { onSettled }),
        ...(breaker === undefined ? {} : { breaker }),
        ...(domainLimits === undefined ? {} : { domainLimits }),
        relayParts: relayParts ?? [{ ...relay, ...(limits === undefined ? {} : { limits }) }],
      });
      relays.push(...context.relays);
      return context;
    },
    async close() {
      await Promise.all(relays.map((relay) => relay.close()));
      await test.close();
    },
  };
  return bed;
}

/** Ends what a context has on the wire, as a process does that stops. */
export async function closeRelays({ relays }: DeliveryContext): Promise<void> {
  await Promise.all(relays.map((relay) => relay.close()));
}

function logTo(entries: Entry[]): DeliveryParts['log'] {
  const level =
    (name: Entry['level']) =>
    (fields: object, event: string): void => {
      entries.push({ level: name, event, fields: fields as Entry['fields'] });
    };
  return { info: level('info'), warn: level('warn'), error: level('error') };
}

/** Active readers who confirmed long ago. Returns their ids in order. */
export async function addReaders(database: Database, addresses: readonly string[]): Promise<number[]> {
  const { rows } = await database.query<{ id: number }>(
    `INSERT INTO subscribers (address, address_key, address_hash, state, confirmed_at, created_at)
     SELECT address, lower(address), hash, 'active', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'
       FROM unnest($1::text[], $2::bytea[]) WITH ORDINALITY AS new (address, hash, position)
      ORDER BY position
     RETURNING id`,
    [addresses, addresses.map(hashOf)],
  );
  return rows.map(({ id }) => id);
}

export function hashOf(address: string): Buffer {
  return createHash('sha256').update(address.toLowerCase()).digest();
}

/** `reader-0@example.net` and so on. */
export function addressesOf(count: number, name = 'reader'): string[] {
  return Array.from({ length: count }, (_, index) => `${name}-${index}@example.net`);
}

let digests = 0;

/** A released digest of one invented paper, with a period and a paper of its own. */
export async function addDigest(
  database: Database,
  { papers = 1, released = true }: { readonly papers?: number; readonly released?: boolean } = {},
): Promise<number> {
  digests += 1;
  const releasedAt = released ? '2026-03-24T08:00:00Z' : null;
  const { rows } = await database.query<{ id: number }>(
    `INSERT INTO digests (kind, period, list_date, strategy, frozen_at, released_at)
     VALUES ('daily', date '2026-03-24' + $1::integer, date '2026-03-24' + $1::integer, 'upvotes',
             '2026-03-24T08:00:00Z', $2)
     RETURNING id`,
    [digests, releasedAt],
  );
  const id = rows[0]?.id ?? 0;
  for (let position = 1; position <= papers; position += 1) {
    const paper = inventedPaper(digests * 10 + position);
    await database.query("INSERT INTO papers (id, title, abstract) VALUES ($1, 'invented', 'invented')", [
      paper.id,
    ]);
    await database.query(
      `INSERT INTO digest_papers (digest_id, kind, position, paper_id, score, breakdown, upvotes, comments, stars, paper)
       VALUES ($1, 'daily', $2, $3, 5, '{"upvotes": 5}', 5, 1, null, $4)`,
      [id, position, paper.id, JSON.stringify(paper)],
    );
  }
  return id;
}

export interface DeliveryRow {
  readonly state: string;
  readonly attempts: number;
  readonly reason: string | null;
  readonly code: number | null;
  readonly next: Date | null;
}

/** The deliveries of a digest by address. */
export async function deliveriesOf(
  database: Database,
  digestId: number,
): Promise<ReadonlyMap<string, DeliveryRow>> {
  const { rows } = await database.query<DeliveryRow & { address: string }>(
    `SELECT s.address, d.state, d.attempts, d.reason, d.reply_code AS code, d.next_attempt_at AS next
       FROM deliveries d JOIN subscribers s ON s.id = d.subscriber_id WHERE d.digest_id = $1 ORDER BY s.id`,
    [digestId],
  );
  return new Map(rows.map(({ address, ...row }) => [address, row]));
}

export async function statesOf(database: Database, digestId: number): Promise<Record<string, number>> {
  const states: Record<string, number> = {};
  for (const { state } of (await deliveriesOf(database, digestId)).values()) {
    states[state] = (states[state] ?? 0) + 1;
  }
  return states;
}

/** The signal of a caller that does not want to stop. */
export const never = new AbortController().signal;
setMaxListeners(0, never);
