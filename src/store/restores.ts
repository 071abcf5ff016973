import { type Database, inTransaction, type Queryable } from './database.js';
import { END_ALL_LEASES } from './deliveries/lease.js';
import { SERVER_CHANGED, wasLost } from './failovers.js';

/** How it came that an older copy took the place of the data. */
export type RestoreKind = 'command' | 'copy' | 'older';

export interface Restore {
  readonly how: RestoreKind;
  readonly noticedAt: Date;
  /** The moment that the copy is of. */
  readonly copiedAt: Date;
}

/** Whether mail is held, as part of a statement that gives mail out. */
export const MAIL_IS_HELD = `(EXISTS (SELECT FROM restores WHERE resumed_at IS NULL) OR ${SERVER_CHANGED})`;

/**
 * The columns `state`, `reason` and `settled_at` of a delivery that is written for a moment, as part of a statement:
 * what was due before an older copy, or a standby that lags, took the place of the data may have been mailed from what
 * was lost.
 */
export function stateFor(moment: string): string {
  const replaced = `${moment} <= (SELECT max(uncertain_before) FROM restores)`;
  const lost = `(coalesce(${replaced}, false) OR coalesce(${wasLost(moment)}, false))`;
  return `CASE WHEN ${lost} THEN 'uncertain' ELSE 'pending' END,
         CASE WHEN ${replaced} THEN 'restored' WHEN ${lost} THEN 'failover' END,
         CASE WHEN ${lost} THEN now() END`;
}

/** The restore that nobody has resumed yet, while which nothing is mailed; null: mail goes out. */
export async function openRestore(database: Queryable): Promise<Restore | null> {
  const { rows } = await database.query<{ how: RestoreKind; noticed_at: Date; copied_at: Date }>(
    'SELECT how, noticed_at, copied_at FROM restores WHERE resumed_at IS NULL',
  );
  const row = rows[0];
  return row === undefined ? null : { how: row.how, noticedAt: row.noticed_at, copiedAt: row.copied_at };
}

/** Holds all mail from now on, until an operator lets it go on. */
export async function holdMail(database: Queryable, how: RestoreKind, copiedAt: Date): Promise<void> {
  await database.query(
    `INSERT INTO restores (how, noticed_at, copied_at) VALUES ($1, now(), $2)
     ON CONFLICT ((true)) WHERE resumed_at IS NULL
     DO UPDATE SET how = excluded.how, noticed_at = excluded.noticed_at, copied_at = excluded.copied_at`,
    [how, copiedAt],
  );
}

/** Lets mail go out again. False where it was not held. */
export async function releaseMail(database: Queryable): Promise<boolean> {
  const { rowCount } = await database.query(
    'UPDATE restores SET resumed_at = now() WHERE resumed_at IS NULL',
  );
  return (rowCount ?? 0) > 0;
}

const UNSETTLED = "state IN ('pending', 'sending', 'deferred')";

/**
 * What was due before an older copy took the place of the data may have been mailed from what was lost: deliveries and
 * notices that are not settled become uncertain, and so do those that are written later for a moment before.
 * @returns how many there are already
 */
export function settleRestored(database: Database): Promise<number> {
  return inTransaction(database, async (client) => {
    const { rows } = await client.query<{ noticed_at: Date }>(
      `UPDATE restores SET uncertain_before = noticed_at WHERE resumed_at IS NULL RETURNING noticed_at`,
    );
    const before = rows[0]?.noticed_at;
    if (before === undefined) return 0;
    await client.query(END_ALL_LEASES);
    const deliveries = await client.query(
      `UPDATE deliveries SET state = 'uncertain', reason = 'restored', next_attempt_at = NULL, settled_at = now()
        WHERE ${UNSETTLED} AND created_at <= $1`,
      [before],
    );
    const notices = await client.query(
      `UPDATE notices
          SET state = 'uncertain', reason = 'restored', next_attempt_at = NULL, settled_at = now(),
              lease_until = NULL, recipient = NULL
        WHERE ${UNSETTLED} AND created_at <= $1`,
      [before],
    );
    return (deliveries.rowCount ?? 0) + (notices.rowCount ?? 0);
  });
}

/**
 * Takes back that something was lost, because nothing was mailed since the copy was made: what had become uncertain
 * is due. The last word to an address that was erased stays uncertain, since the address is not known any more.
 * @returns how many deliveries and notices are sent
 */
export function forgetLoss(database: Database): Promise<number> {
  return inTransaction(database, async (client) => {
    await client.query('UPDATE restores SET uncertain_before = NULL WHERE resumed_at IS NULL');
    const due = `state = 'deferred', reason = NULL, settled_at = NULL, next_attempt_at = now()
       WHERE state = 'uncertain' AND reason = 'restored'`;
    const deliveries = await client.query(`UPDATE deliveries SET ${due}`);
    const notices = await client.query(`UPDATE notices SET ${due} AND kind <> 'data-erased'`);
    return (deliveries.rowCount ?? 0) + (notices.rowCount ?? 0);
  });
}

/** How many deliveries and notices are uncertain because of a restore. */
export async function countUncertain(database: Queryable): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    `SELECT (SELECT count(*) FROM deliveries WHERE state = 'uncertain' AND reason = 'restored')
          + (SELECT count(*) FROM notices WHERE state = 'uncertain' AND reason = 'restored') AS count`,
  );
  return rows[0]?.count ?? 0;
}
