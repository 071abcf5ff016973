import type { Queryable } from '../database.js';

/** A message that was set aside, and why. */
export interface NewFailedMail {
  readonly source: 'smtp' | 'imap';
  /** What bound it exceeded, or `fault`. */
  readonly reason: string;
  readonly detail: string;
  /** Of its envelope, where they are known. */
  readonly recipients: readonly string[];
  readonly raw: Uint8Array;
  /** SHA-256 of `raw`. */
  readonly rawHash: Uint8Array;
  readonly receivedAt: Date;
}

export interface FailedMail extends Omit<NewFailedMail, 'raw' | 'rawHash'> {
  readonly id: number;
  readonly bytes: number;
}

/** So many are kept at a time: with the largest messages 1 GB. */
const MOST_KEPT = 200;

/** Sets a message aside; the same one again changes nothing. Of more than 200 the oldest are given up. */
export async function insertFailedMail(client: Queryable, mail: NewFailedMail): Promise<void> {
  const { source, reason, detail, recipients, raw, rawHash, receivedAt } = mail;
  await client.query(
    `INSERT INTO failed_mails (source, reason, detail, recipients, raw, raw_hash, received_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (raw_hash) DO NOTHING`,
    [source, reason, detail, recipients, raw, rawHash, receivedAt],
  );
  await client.query(
    'DELETE FROM failed_mails WHERE id <= (SELECT id FROM failed_mails ORDER BY id DESC OFFSET $1 LIMIT 1)',
    [MOST_KEPT],
  );
}

/** The newest first. */
export async function listFailedMails(database: Queryable): Promise<FailedMail[]> {
  const { rows } = await database.query<FailedMail & Record<string, unknown>>(
    `SELECT id, source, reason, detail, recipients, length(raw) AS bytes, received_at AS "receivedAt"
       FROM failed_mails ORDER BY id DESC`,
  );
  return rows;
}

/** A message as it came. */
export interface SetAsideMail extends Pick<NewFailedMail, 'source' | 'recipients'> {
  readonly raw: Buffer;
}

/** The message itself; null where there is none of this id. */
export async function findFailedMail(database: Queryable, id: number): Promise<SetAsideMail | null> {
  const { rows } = await database.query<SetAsideMail & Record<string, unknown>>(
    'SELECT source, recipients, raw FROM failed_mails WHERE id = $1',
    [id],
  );
  return rows[0] ?? null;
}

/** @returns whether there was one */
export async function deleteFailedMail(database: Queryable, id: number): Promise<boolean> {
  const { rowCount } = await database.query('DELETE FROM failed_mails WHERE id = $1', [id]);
  return rowCount === 1;
}

/** Gives up what was set aside before a moment: it holds addresses. */
export async function dropFailedMails(database: Queryable, before: Date): Promise<void> {
  await database.query('DELETE FROM failed_mails WHERE received_at < $1', [before]);
}
