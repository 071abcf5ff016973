import { DAY_MS, HOUR_MS } from '../../durations.js';
import type { Queryable } from '../database.js';

/** A confirmation that was written, as limits count it. */
export interface CountedSignup {
  /** As `countedDomain` writes it. */
  readonly domain: string;
  /** Keyed hash of the mailbox that the address most likely leads to. */
  readonly mailboxHash: Buffer;
  /** Null where no client is known. */
  readonly clientHash: Buffer | null;
  readonly networkHash: Buffer | null;
  /** Whether work was done for it. */
  readonly proven: boolean;
}

/** What the confirmations of the last hour are grouped by; hashes are written in hex. */
export type CountedBy = 'client' | 'network' | 'domain' | 'overall';

export interface Used {
  readonly all: number;
  /** Without a proof. */
  readonly open: number;
}

export interface SignupCounts {
  /** By `kind name`, as {@link countName} writes it. */
  readonly used: ReadonlyMap<string, Used>;
  /** By hash in hex: how many in a day, and the newest. */
  readonly mailboxes: ReadonlyMap<string, { readonly recent: number; readonly lastAt: Date }>;
}

export function countName(kind: CountedBy, name: Buffer | string): string {
  return `${kind} ${typeof name === 'string' ? name : name.toString('hex')}`;
}

export async function insertSignupCounts(
  client: Queryable,
  counted: readonly CountedSignup[],
  at: Date,
): Promise<void> {
  await client.query(
    `INSERT INTO signup_counts (at, domain, mailbox_hash, client_hash, network_hash, proven)
     SELECT $1, * FROM unnest($2::text[], $3::bytea[], $4::bytea[], $5::bytea[], $6::boolean[])`,
    [
      at,
      counted.map(({ domain }) => domain),
      counted.map(({ mailboxHash }) => mailboxHash),
      counted.map(({ clientHash }) => clientHash),
      counted.map(({ networkHash }) => networkHash),
      counted.map(({ proven }) => proven),
    ],
  );
}

/** What was written in the last hour, and in the last day to these mailboxes. */
export async function readSignupCounts(
  client: Queryable,
  mailboxes: readonly Buffer[],
  now: Date,
): Promise<SignupCounts> {
  const { rows } = await client.query<{ kind: CountedBy; name: string; all: number; open: number }>(
    `WITH hour AS (SELECT * FROM signup_counts WHERE at > $1)
     SELECT kind, name, count(*) AS all, count(*) FILTER (WHERE NOT proven) AS open
       FROM hour CROSS JOIN LATERAL (VALUES ('client', encode(client_hash, 'hex')),
                                            ('network', encode(network_hash, 'hex')),
                                            ('domain', domain), ('overall', '')) AS counted (kind, name)
      WHERE name IS NOT NULL GROUP BY kind, name`,
    [new Date(now.getTime() - HOUR_MS)],
  );
  const { rows: ofDay } = await client.query<{ mailbox: string; recent: number; last_at: Date }>(
    `SELECT encode(mailbox_hash, 'hex') AS mailbox, count(*) AS recent, max(at) AS last_at
       FROM signup_counts WHERE mailbox_hash = ANY ($1::bytea[]) AND at > $2 GROUP BY mailbox_hash`,
    [mailboxes, new Date(now.getTime() - DAY_MS)],
  );
  return {
    used: new Map(rows.map(({ kind, name, all, open }) => [countName(kind, name), { all, open }])),
    mailboxes: new Map(ofDay.map((row) => [row.mailbox, { recent: row.recent, lastAt: row.last_at }])),
  };
}

export async function deleteSignupCountsBefore(client: Queryable, moment: Date): Promise<void> {
  await client.query('DELETE FROM signup_counts WHERE at < $1', [moment]);
}

export async function deleteSignupCountsOf(client: Queryable, mailboxHash: Buffer): Promise<void> {
  await client.query('DELETE FROM signup_counts WHERE mailbox_hash = $1', [mailboxHash]);
}

/**
 * The waiting requests in the order in which it is fair to answer them: the first of each network before the second of
 * any, what a network was mailed for in the last hour counted in; within a network the same of its clients.
 */
export async function waitingInFairOrder(client: Queryable, now: Date): Promise<readonly number[]> {
  const { rows } = await client.query<{ id: number }>(
    `WITH recent AS (SELECT network_hash, count(*) AS written FROM signup_counts WHERE at > $1 GROUP BY network_hash),
          of_client AS (SELECT id, network_hash,
                               row_number() OVER (PARTITION BY network_hash, client_hash ORDER BY id) AS turn
                          FROM signups),
          of_network AS (SELECT id, network_hash,
                                row_number() OVER (PARTITION BY network_hash ORDER BY turn, id) AS turn
                           FROM of_client)
     SELECT id FROM of_network LEFT JOIN recent USING (network_hash)
      ORDER BY CASE WHEN network_hash IS NULL THEN 1 ELSE turn + coalesce(written, 0) END, id`,
    [new Date(now.getTime() - HOUR_MS)],
  );
  return rows.map(({ id }) => id);
}

/** What presses on the limits of one request: what was written in the last hour and what waits. */
export type SignupLoad = Readonly<Record<CountedBy, Used>>;

const NOTHING_USED: Used = { all: 0, open: 0 };

/** @param domains those that are counted as one */
export async function readSignupLoad(
  database: Queryable,
  asked: { readonly domains: readonly string[]; readonly clientHash: Buffer; readonly networkHash: Buffer },
  now: Date,
): Promise<SignupLoad> {
  const { rows } = await database.query<SignupLoad>({
    name: 'signup-load',
    text: `WITH waiting AS (SELECT lower(substring(address FROM '[^@]*$')) AS domain, client_hash, network_hash, proven
                              FROM signups),
           asked AS (SELECT domain FROM notices
                      WHERE kind IN ('confirmation', 'address-new') AND created_at > $4),
           hour AS (SELECT domain, client_hash, network_hash, proven FROM signup_counts WHERE at > $4),
           both_of AS (SELECT * FROM waiting UNION ALL SELECT * FROM hour),
           of_clients AS (SELECT count(*) FILTER (WHERE domain = ANY ($1) AND is_open) AS domain_open,
                                 count(*) FILTER (WHERE is_open) AS overall_open,
                                 count(*) FILTER (WHERE client_hash = $2) AS client_all,
                                 count(*) FILTER (WHERE client_hash = $2 AND is_open) AS client_open,
                                 count(*) FILTER (WHERE network_hash = $3) AS network_all,
                                 count(*) FILTER (WHERE network_hash = $3 AND is_open) AS network_open
                            FROM both_of
                           CROSS JOIN LATERAL (SELECT NOT proven AND client_hash IS NOT NULL AS is_open) AS how),
           of_mail AS (SELECT (SELECT count(*) FROM waiting WHERE domain = ANY ($1))
                                + (SELECT count(*) FROM asked WHERE domain = ANY ($1)) AS domain_all,
                              (SELECT count(*) FROM waiting) + (SELECT count(*) FROM asked) AS overall_all)
           SELECT jsonb_build_object('all', domain_all, 'open', domain_open) AS domain,
                  jsonb_build_object('all', overall_all, 'open', overall_open) AS overall,
                  jsonb_build_object('all', client_all, 'open', client_open) AS client,
                  jsonb_build_object('all', network_all, 'open', network_open) AS network
             FROM of_clients, of_mail`,
    values: [asked.domains, asked.clientHash, asked.networkHash, new Date(now.getTime() - HOUR_MS)],
  });
  const none = { domain: NOTHING_USED, overall: NOTHING_USED, client: NOTHING_USED, network: NOTHING_USED };
  return rows[0] ?? none;
}

/** How the doors stand: confirmations of the last hour and requests that wait for room. */
export interface SignupFigures {
  readonly confirmations: number;
  /** Of them, with a proof of work. */
  readonly proven: number;
  readonly waiting: number;
  readonly oldestWaiting: Date | null;
  /** Those with the most, ten at most. */
  readonly domains: readonly {
    readonly domain: string;
    readonly confirmations: number;
    readonly waiting: number;
  }[];
}

export async function readSignupFigures(database: Queryable, now: Date): Promise<SignupFigures> {
  const since = new Date(now.getTime() - HOUR_MS);
  const { rows } = await database.query<{
    confirmations: number;
    proven: number;
    waiting: number;
    oldest: Date | null;
  }>(
    `SELECT confirmations, proven, waiting, oldest
       FROM (SELECT count(*) AS confirmations, count(*) FILTER (WHERE proven) AS proven
               FROM signup_counts WHERE at > $1) AS hour,
            (SELECT count(*) AS waiting, min(received_at) AS oldest FROM signups) AS queue`,
    [since],
  );
  const { rows: domains } = await database.query<SignupFigures['domains'][number]>(
    `SELECT domain, sum(written) AS confirmations, sum(waits) AS waiting
       FROM (SELECT domain, 1 AS written, 0 AS waits FROM signup_counts WHERE at > $1
             UNION ALL
             SELECT lower(substring(address FROM '[^@]*$')), 0, 1 FROM signups) AS both_of
      GROUP BY domain ORDER BY count(*) DESC, domain LIMIT 10`,
    [since],
  );
  const { confirmations = 0, proven = 0, waiting = 0, oldest = null } = rows[0] ?? {};
  return { confirmations, proven, waiting, oldestWaiting: oldest, domains };
}
