import type { Queryable } from '../database.js';

/** What a passkey is to sign, and until when. */
export interface Challenge {
  readonly challenge: Buffer;
  readonly until: Date;
}

/** In whose row a challenge waits for its answer; a link that was used takes none. */
const places = {
  session: { table: 'operator_sessions', hash: 'id_hash', isOpen: 'true' },
  link: { table: 'operator_links', hash: 'token_hash', isOpen: 'used_at IS NULL' },
} as const;

type ChallengePlace = keyof typeof places;

/** @param hashed the hash of the token of the session or of the link */
export async function setChallenge(
  database: Queryable,
  place: ChallengePlace,
  hashed: Buffer,
  { challenge, until }: Challenge,
): Promise<void> {
  const { table, hash } = places[place];
  await database.query(`UPDATE ${table} SET challenge = $2, challenge_until = $3 WHERE ${hash} = $1`, [
    hashed,
    challenge,
    until,
  ]);
}

/** Takes the challenge out of the row: it is good once. */
export async function takeChallenge(
  database: Queryable,
  place: ChallengePlace,
  hashed: Buffer,
  now: Date,
): Promise<Buffer | null> {
  const { table, hash, isOpen } = places[place];
  const { rows } = await database.query<{ challenge: Buffer }>(
    `WITH held AS (
       SELECT ${hash}, challenge FROM ${table}
        WHERE ${hash} = $1 AND challenge_until > $2 AND ${isOpen} FOR UPDATE)
     UPDATE ${table} t SET challenge = NULL, challenge_until = NULL
       FROM held WHERE t.${hash} = held.${hash} RETURNING held.challenge`,
    [hashed, now],
  );
  return rows[0]?.challenge ?? null;
}
