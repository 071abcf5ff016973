import type { Queryable } from './database.js';
import { tellSql } from './outbox.js';

/** Keeps which checks of DNS have a fault now, and tells where one has that had none before. */
export async function noteDnsFaults(
  database: Queryable,
  checks: readonly string[],
  now: Date,
): Promise<void> {
  await database.query(
    `WITH former AS (SELECT checks FROM dns_faults FOR UPDATE), noted AS (
       INSERT INTO dns_faults (checks, looked_at) VALUES ($1, $2)
       ON CONFLICT (one) DO UPDATE SET checks = excluded.checks, looked_at = excluded.looked_at
     )
     ${tellSql({
       type: 'dns.failing',
       at: '$2',
       data: "'checks', $1::text[]",
       from: "(SELECT) AS now WHERE NOT $1::text[] <@ coalesce((SELECT checks FROM former), '{}')",
     })}`,
    [checks, now],
  );
}
