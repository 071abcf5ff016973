import type { SuppressionReason } from '../../model/subscriber.js';
import type { Queryable } from '../database.js';
import { tellSql } from '../outbox.js';

/** Addresses to be suppressed, as part of a statement; every member is SQL. */
interface SuppressionParts {
  /** A query of one column of hashes; a hash may come twice. */
  readonly hashes: string;
  /** Such as `$2` or `'bounced'`. */
  readonly reason: string;
  /** Such as `$3`. */
  readonly at: string;
}

/**
 * The INSERT that keeps addresses from being mailed, for a larger statement to hold. A reason that says more takes the
 * place of one that says less: that an address is dead is told where it had only been erased, a complaint where it
 * was dead as well, anything where the person had left another service or moved. What an operator suppressed stays with
 * the operator. Rows are written in one order, so that two transactions never wait for each other in a circle.
 */
export function suppressionSql({ hashes, reason, at }: SuppressionParts): string {
  return `INSERT INTO suppressions AS x (address_hash, reason, created_at)
    SELECT DISTINCT address_hash, ${reason}, ${at}::timestamptz FROM (${hashes}) AS wanted ORDER BY address_hash
    ON CONFLICT (address_hash) DO UPDATE SET reason = excluded.reason, created_at = excluded.created_at
     WHERE x.reason = 'erased' AND excluded.reason NOT IN ('erased', 'left', 'moved')
        OR x.reason IN ('left', 'moved') AND excluded.reason NOT IN ('erased', 'moved')
        OR x.reason = 'bounced' AND excluded.reason = 'complained'`;
}

/** {@link suppressionSql} as members `suppressed` and `suppression_told` of a WITH: whose addresses they are is told. */
export function toldSuppressionSql(parts: SuppressionParts): string {
  return `suppressed AS (
    ${suppressionSql(parts)}
    RETURNING address_hash, reason, created_at
  ), suppression_told AS (
    ${tellSql({
      type: 'subscriber.suppressed',
      at: 'suppressed.created_at',
      data: "'subscriber', subscribers.id, 'reason', suppressed.reason",
      from: "suppressed JOIN subscribers USING (address_hash) WHERE suppressed.reason <> 'erased'",
    })}
  )`;
}

/** Keeps the addresses of these subscribers from being mailed. */
export async function suppressSubscribers(
  client: Queryable,
  ids: readonly number[],
  reason: SuppressionReason,
  at: Date,
): Promise<void> {
  const hashes = 'SELECT address_hash FROM subscribers WHERE id = ANY ($1::bigint[])';
  const suppressing = toldSuppressionSql({ hashes, reason: '$2', at: '$3' });
  await client.query(`WITH ${suppressing} SELECT`, [ids, reason, at]);
}

/**
 * Keeps one address from being mailed, whoever has it. An erasure does not soften what was known of it before. A note that was kept beside it goes, since it may name the person.
 */
export async function suppressAddress(
  client: Queryable,
  hash: Buffer,
  reason: SuppressionReason,
): Promise<void> {
  await client.query('UPDATE suppressions SET note = NULL WHERE address_hash = $1', [hash]);
  const hashes = 'SELECT $1::bytea AS address_hash';
  const suppressing = toldSuppressionSql({ hashes, reason: '$2', at: 'now()' });
  await client.query(`WITH ${suppressing} SELECT`, [hash, reason]);
}

/** Keeps these addresses from being mailed, whoever has them; one without a note gets this one. */
export async function suppressListed(
  client: Queryable,
  hashes: readonly Buffer[],
  { reason, note, at }: { readonly reason: SuppressionReason; readonly note: string; readonly at: Date },
): Promise<void> {
  if (hashes.length === 0) return;
  const listed = 'SELECT unnest($1::bytea[]) AS address_hash';
  const suppressing = toldSuppressionSql({ hashes: listed, reason: '$2', at: '$3' });
  await client.query(`WITH ${suppressing} SELECT`, [hashes, reason, at]);
  await client.query(
    'UPDATE suppressions SET note = $2 WHERE address_hash = ANY ($1::bytea[]) AND note IS NULL',
    [hashes, note],
  );
}

/** What the history says of a suppression that was lifted because the person confirmed. */
const CONFIRMED = 'reader-confirmed';

/**
 * Lets an address be mailed again whose reader has confirmed a request of their own since. That it was erased is
 * forgotten; that it bounced or complained stays on record, with what ended it.
 */
export async function liftByReader(client: Queryable, subscriberId: number, at: Date): Promise<void> {
  await client.query(
    `WITH taken AS (
       DELETE FROM suppressions WHERE reason IN ('erased', 'bounced', 'complained', 'left', 'moved')
          AND address_hash = (SELECT address_hash FROM subscribers WHERE id = $1)
       RETURNING address_hash, reason
     ), forgotten AS (
       DELETE FROM soft_bounces WHERE subscriber_id = $1 AND EXISTS (SELECT FROM taken)
     )
     INSERT INTO suppression_lifts (address_hash, former_reason, reason, at)
     SELECT address_hash, reason, $2, $3 FROM taken WHERE reason <> 'erased'`,
    [subscriberId, CONFIRMED, at],
  );
}

/** Lets these subscribers be mailed again whose addresses were called dead, and keeps on record that and why. */
export async function liftBounces(
  client: Queryable,
  ids: readonly number[],
  lift: { readonly reason: string; readonly at: Date },
): Promise<void> {
  if (ids.length === 0) return;
  await client.query(
    `WITH taken AS (
       DELETE FROM suppressions WHERE reason = 'bounced'
          AND address_hash IN (SELECT address_hash FROM subscribers WHERE id = ANY ($1::bigint[]))
       RETURNING address_hash, reason
     )
     INSERT INTO suppression_lifts (address_hash, former_reason, reason, at)
     SELECT address_hash, reason, $2, $3 FROM taken`,
    [ids, lift.reason, lift.at],
  );
}
