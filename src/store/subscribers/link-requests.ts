import type { Queryable } from '../database.js';

/** Keeps a request for a reader's own links. It is the same statement with the same work whatever the address is. */
export async function insertLinkRequest(database: Queryable, addressHash: Buffer, at: Date): Promise<void> {
  await database.query('INSERT INTO link_requests (address_hash, asked_at) VALUES ($1, $2)', [
    addressHash,
    at,
  ]);
}

/** In a day and for one reader: others could fill an inbox with it. */
const MOST_IN_A_DAY = 3;

/**
 * Takes all requests and writes the mail for each that an active or paused reader's address is behind: one in half an
 * hour, and three in a day. All others come to nothing.
 * @returns how many mails were written
 */
export async function answerLinkRequests(database: Queryable, now: Date): Promise<number> {
  const { rowCount } = await database.query(
    `WITH taken AS (
       DELETE FROM link_requests WHERE id IN (SELECT id FROM link_requests FOR UPDATE SKIP LOCKED)
       RETURNING address_hash
     ), readers AS (
       SELECT s.id, substring(s.address FROM '[^@]+$') AS domain FROM subscribers s
        WHERE s.address_hash IN (SELECT address_hash FROM taken) AND s.state IN ('active', 'paused')
          AND (SELECT count(*) FROM notices n WHERE n.kind = 'own-links' AND n.subscriber_id = s.id
                  AND n.created_at > $1::timestamptz - interval '1 day') < $2
     )
     INSERT INTO notices (kind, subscriber_id, serial, domain, created_at)
     SELECT 'own-links', id, floor(extract(epoch FROM $1::timestamptz) / 1800), domain, $1 FROM readers ORDER BY id
     ON CONFLICT (kind, subscriber_id, serial) DO NOTHING`,
    [now, MOST_IN_A_DAY],
  );
  return rowCount ?? 0;
}
