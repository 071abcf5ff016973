import type { Queryable } from '../database.js';

/** Keeps what a relay offers, and forgets relays that are none any more. */
export async function noteRelay(
  database: Queryable,
  seen: { readonly relay: string; readonly smtpUtf8: boolean; readonly at: Date },
  relays: readonly string[],
): Promise<void> {
  await database.query(
    `WITH former AS (DELETE FROM relay_extensions WHERE relay <> ALL ($4::text[]))
     INSERT INTO relay_extensions AS known (relay, smtp_utf8, seen_at) VALUES ($1, $2, $3)
     ON CONFLICT (relay) DO UPDATE SET smtp_utf8 = excluded.smtp_utf8, seen_at = excluded.seen_at`,
    [seen.relay, seen.smtpUtf8, seen.at, relays],
  );
}

/** Whether no relay carries addresses with letters beyond ASCII before the @; false while that is not known. */
export async function lacksSmtpUtf8(database: Queryable): Promise<boolean> {
  const { rows } = await database.query<{ lacks: boolean | null }>(
    'SELECT NOT bool_or(smtp_utf8) AS lacks FROM relay_extensions',
  );
  return rows[0]?.lacks === true;
}
