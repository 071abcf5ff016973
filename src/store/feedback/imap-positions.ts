import type { Queryable } from '../database.js';

/** The highest UID of a mailbox that was read; 0 before the first, and where UIDs were given out anew. */
export async function readPosition(
  database: Queryable,
  mailbox: string,
  uidValidity: bigint,
): Promise<number> {
  const { rows } = await database.query<{ last_uid: number }>(
    'SELECT last_uid FROM imap_positions WHERE mailbox = $1 AND uid_validity = $2',
    [mailbox, String(uidValidity)],
  );
  return rows[0]?.last_uid ?? 0;
}

export async function advancePosition(
  client: Queryable,
  mailbox: string,
  uidValidity: bigint,
  uid: number,
): Promise<void> {
  await client.query(
    `INSERT INTO imap_positions AS p (mailbox, uid_validity, last_uid) VALUES ($1, $2, $3)
     ON CONFLICT (mailbox) DO UPDATE
        SET uid_validity = excluded.uid_validity,
            last_uid = CASE WHEN p.uid_validity = excluded.uid_validity THEN greatest(p.last_uid, excluded.last_uid)
                            ELSE excluded.last_uid END`,
    [mailbox, String(uidValidity), uid],
  );
}
