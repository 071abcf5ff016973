import type { SubscriberState, SuppressionReason } from '../../model/subscriber.js';
import type { Queryable } from '../database.js';

/** What decides whether a link to confirm is still good, and why it is not. */
export interface LinkFacts {
  readonly state: SubscriberState;
  readonly stateChangedAt: Date;
  /** Of the request that was mailed last, or of the leave since. */
  readonly confirmSerial: number;
  readonly suppression: SuppressionReason | null;
  readonly suppressedAt: Date | null;
  /** When the confirmation with this serial was asked for; null where none was. */
  readonly askedAt: Date | null;
  /** The newest serial has a confirmation of its own. */
  readonly newestIsAsked: boolean;
}

/** Null where there is no such subscriber. */
export async function readLinkFacts(
  database: Queryable,
  id: number,
  serial: number,
): Promise<LinkFacts | null> {
  const asked = (which: string) =>
    `(SELECT created_at FROM notices WHERE kind = 'confirmation' AND subscriber_id = s.id AND serial = ${which})`;
  const { rows } = await database.query<LinkFacts & Record<string, unknown>>(
    `SELECT s.state, s.state_changed_at AS "stateChangedAt", s.confirm_serial AS "confirmSerial",
            x.reason AS suppression, x.created_at AS "suppressedAt",
            ${asked('$2')} AS "askedAt", ${asked('s.confirm_serial')} IS NOT NULL AS "newestIsAsked"
       FROM subscribers s LEFT JOIN suppressions x ON x.address_hash = s.address_hash
      WHERE s.id = $1`,
    [id, serial],
  );
  return rows[0] ?? null;
}
