import type { NoticeKind } from '../../model/delivery.js';
import type { Queryable } from '../database.js';

/** A notice to be sent: one for each kind, subscriber and serial. */
export interface NewNotice {
  readonly kind: NoticeKind;
  readonly subscriberId: number;
  readonly serial: number;
  /** The domain of the address, which the limits count by. */
  readonly domain: string;
  /** Of an address that has no subscriber; absent where the notice goes to the subscriber's. */
  readonly recipientHash?: Buffer;
}

/** Mails that ask an address to confirm, in a period: all of them, and by domain. */
export interface ConfirmationCounts {
  readonly overall: number;
  readonly byDomain: ReadonlyMap<string, number>;
}

/** Writes notices that are due at once; one that is there already is left alone. */
export async function insertNotices(
  client: Queryable,
  notices: readonly NewNotice[],
  at: Date,
): Promise<void> {
  if (notices.length === 0) return;
  await client.query(
    `INSERT INTO notices (kind, subscriber_id, serial, domain, recipient_hash, created_at)
     SELECT kind, subscriber_id, serial, domain, recipient_hash, $6
     FROM unnest($1::text[], $2::bigint[], $3::integer[], $4::text[], $5::bytea[])
       AS new (kind, subscriber_id, serial, domain, recipient_hash)
     ORDER BY subscriber_id
     ON CONFLICT (kind, subscriber_id, serial) DO NOTHING`,
    [
      notices.map(({ kind }) => kind),
      notices.map(({ subscriberId }) => subscriberId),
      notices.map(({ serial }) => serial),
      notices.map(({ domain }) => domain),
      notices.map(({ recipientHash }) => recipientHash ?? null),
      at,
    ],
  );
}

/**
 * How many mails that ask to confirm were written after `since`, to sign up or to move to an address; of the
 * domains only those named are counted.
 */
export async function countConfirmations(
  client: Queryable,
  since: Date,
  domains: readonly string[],
): Promise<ConfirmationCounts> {
  const { rows } = await client.query<{ domain: string | null; written: number }>(
    `SELECT CASE WHEN domain = ANY ($2::text[]) THEN domain END AS domain, count(*) AS written
     FROM notices WHERE kind IN ('confirmation', 'address-new') AND created_at > $1 GROUP BY 1`,
    [since, domains],
  );
  const byDomain = new Map<string, number>();
  for (const row of rows) if (row.domain !== null) byDomain.set(row.domain, row.written);
  return { overall: rows.reduce((sum, row) => sum + row.written, 0), byDomain };
}

/** Whether a request to confirm with this serial was ever mailed, or is about to be. */
export async function wasAskedToConfirm(
  client: Queryable,
  subscriberId: number,
  serial: number,
): Promise<boolean> {
  const { rows } = await client.query<{ asked: boolean }>(
    `SELECT EXISTS (SELECT FROM notices
                    WHERE kind = 'confirmation' AND subscriber_id = $1 AND serial = $2) AS asked`,
    [subscriberId, serial],
  );
  return rows[0]?.asked === true;
}

/** In a day and for one reader: who forwards a mail gives others no way to fill an inbox. */
const MOST_DATA_NOTICES = 5;

/** Writes a notice about what is kept of a reader; of one kind one in half an hour, and five in a day. */
export async function insertDataNotice(
  client: Queryable,
  kind: 'data-link' | 'data-exported',
  { subscriberId, domain, at }: { readonly subscriberId: number; readonly domain: string; readonly at: Date },
): Promise<void> {
  await client.query(
    `INSERT INTO notices (kind, subscriber_id, serial, domain, created_at)
     SELECT $1, $2, floor(extract(epoch FROM $4::timestamptz) / 1800), $3, $4
      WHERE (SELECT count(*) FROM notices
              WHERE kind = $1 AND subscriber_id = $2 AND created_at > $4::timestamptz - interval '1 day') < $5
     ON CONFLICT (kind, subscriber_id, serial) DO NOTHING`,
    [kind, subscriberId, domain, at, MOST_DATA_NOTICES],
  );
}

/** Writes the last word to a reader who is about to be erased; none to whom nothing may be mailed. */
export async function insertFarewell(
  client: Queryable,
  { subscriberId, domain, at }: { readonly subscriberId: number; readonly domain: string; readonly at: Date },
): Promise<void> {
  await client.query(
    `INSERT INTO notices (kind, recipient, language, serial, domain, created_at)
     SELECT 'data-erased', address, language, 0, $2, $3 FROM subscribers
      WHERE id = $1 AND state IN ('active', 'paused', 'unsubscribed')`,
    [subscriberId, domain, at],
  );
}
