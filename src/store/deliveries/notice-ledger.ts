import type { DeliveryState, NoticeKind } from '../../model/delivery.js';
import type { Language } from '../../model/language.js';
import type { Queryable } from '../database.js';
import { MAIL_IS_HELD } from '../restores.js';
import { toldSuppressionSql } from '../subscribers/suppressions.js';
import { transitionSql } from '../subscribers/transitions.js';
import type { SettledRow } from './delivery-ledger.js';
import { LEASE } from './lease.js';
import type { AbandonedState } from './slices.js';

/**
 * Makes notices ready to be claimed: deferred ones that are due, and settles those that a dead worker left
 * on the wire.
 * @returns how many were left on the wire
 */
export async function recoverNotices(
  database: Queryable,
  abandoned: AbandonedState,
  now: Date,
): Promise<number> {
  await database.query(
    `UPDATE notices SET state = 'pending', next_attempt_at = NULL
      WHERE state = 'deferred' AND next_attempt_at <= $1`,
    [now],
  );
  const { rowCount } = await database.query(
    `UPDATE notices
        SET state = $1, reason = 'worker-lost', lease_until = NULL,
            recipient = CASE WHEN $1 = 'pending' THEN recipient END,
            settled_at = CASE WHEN $1 = 'uncertain' THEN $2::timestamptz END
      WHERE state = 'sending' AND (lease_until IS NULL OR lease_until < now())`,
    [abandoned, now],
  );
  return rowCount ?? 0;
}

/** A notice that may now be sent, or was skipped because its reader does not expect it any more. */
export interface ClaimedNotice {
  readonly id: number;
  readonly kind: NoticeKind;
  /** 0 where the reader was erased. */
  readonly subscriberId: number;
  readonly serial: number;
  readonly state: Extract<DeliveryState, 'sending' | 'skipped'>;
  readonly address: string;
  /** How often the reader has moved to another address. */
  readonly addressVersion: number;
  /** Where the reader wants mail to go; null where the notice is not about that. */
  readonly newAddress: string | null;
  readonly language: Language;
  /** This one included. */
  readonly attempts: number;
  /** How often it was put on the wire, this time included; never goes back. */
  readonly fence: number;
  readonly createdAt: Date;
}

interface ClaimedRow {
  readonly id: number;
  readonly kind: NoticeKind;
  readonly subscriber_id: number;
  readonly serial: number;
  readonly state: 'sending' | 'skipped';
  readonly address: string;
  readonly address_generation: number;
  readonly new_address: string | null;
  readonly language: Language;
  readonly attempts: number;
  readonly fence: number;
  readonly created_at: Date;
}

const CLAIM_NOTICE = `
  WITH picked AS (
     SELECT id FROM notices WHERE state = 'pending' AND NOT ${MAIL_IS_HELD} ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
   ), checked AS (
     SELECT n.id, coalesce(s.address_generation, 0) AS address_generation, coalesce(n.language, s.language) AS language,
            c.new_address,
            CASE n.kind WHEN 'address-new' THEN c.new_address WHEN 'data-erased' THEN n.recipient
                        ELSE s.address END AS address,
            CASE WHEN n.kind = 'data-erased' THEN NULL
                 WHEN n.kind IN ('address-old', 'address-new') AND c.new_address IS NULL THEN 'superseded'
                 WHEN EXISTS (SELECT FROM suppressions x
                               WHERE x.address_hash = CASE n.kind WHEN 'address-new' THEN c.new_address_hash
                                                                  ELSE s.address_hash END
                                 AND NOT (n.kind = 'address-new' AND x.reason = 'moved')
                                 AND NOT (n.kind = 'confirmation'
                                          AND (x.reason = 'erased'
                                               OR x.reason IN ('bounced', 'complained', 'left', 'moved') AND x.created_at <= n.created_at))
                             ) THEN 'suppressed'
                 WHEN n.kind = 'confirmation' AND s.state IN ('bounced', 'complained')
                      AND s.state_changed_at > n.created_at THEN s.state
                 WHEN s.state <> ALL (CASE n.kind WHEN 'confirmation' THEN '{pending,unsubscribed,bounced,complained}'
                                                  WHEN 'welcome' THEN '{active}'
                                                  WHEN 'address-old' THEN '{active,paused}'
                                                  WHEN 'address-new' THEN '{active,paused}'
                                                  WHEN 'own-links' THEN '{active,paused}'
                                                  WHEN 'data-link' THEN '{active,paused,unsubscribed}'
                                                  WHEN 'data-exported' THEN '{active,paused,unsubscribed}'
                                                  ELSE '{unsubscribed}' END::text[]) THEN s.state
                 WHEN n.kind IN ('confirmation', 'goodbye') AND s.confirm_serial <> n.serial THEN 'superseded'
            END AS refusal
       FROM picked JOIN notices n USING (id) LEFT JOIN subscribers s ON s.id = n.subscriber_id
       LEFT JOIN address_changes c
         ON c.subscriber_id = n.subscriber_id AND c.serial = n.serial AND n.kind IN ('address-old', 'address-new')
   )
   UPDATE notices n
      SET state = CASE WHEN refusal IS NULL THEN 'sending' ELSE 'skipped' END,
          attempts = n.attempts + CASE WHEN refusal IS NULL THEN 1 ELSE 0 END,
          fence = n.fence + 1,
          reason = refusal,
          lease_until = CASE WHEN refusal IS NULL THEN now() + ${LEASE} END,
          settled_at = CASE WHEN refusal IS NULL THEN NULL ELSE $1::timestamptz END
     FROM checked
    WHERE n.id = checked.id
    RETURNING n.id, n.kind, coalesce(n.subscriber_id, 0) AS subscriber_id, n.serial, n.state,
              coalesce(checked.address, '') AS address, checked.address_generation, checked.new_address, checked.language, n.attempts, n.fence,
              n.created_at`;

/**
 * Takes the oldest notice that waits and marks it as on the wire, under a lease. A confirmation goes to whoever
 * still has to confirm this very request, someone who left, bounced or complained before it among them; a welcome to an active reader, a
 * goodbye to one who has left and has not come back since; those about a change of address while it is open;
 * the last word to an erased address to nobody but that.
 * @returns null when none waits
 */
export async function claimNotice(database: Queryable, now: Date): Promise<ClaimedNotice | null> {
  const { rows } = await database.query<ClaimedRow>({
    name: 'claim-notice',
    text: CLAIM_NOTICE,
    values: [now],
  });
  const row = rows[0];
  return row === undefined ? null : claimedNotice(row);
}

function claimedNotice(row: ClaimedRow): ClaimedNotice {
  return {
    id: row.id,
    kind: row.kind,
    subscriberId: row.subscriber_id,
    serial: row.serial,
    state: row.state,
    address: row.address,
    addressVersion: row.address_generation,
    newAddress: row.new_address,
    language: row.language,
    attempts: row.attempts,
    fence: row.fence,
    createdAt: row.created_at,
  };
}

/** Keeps notices that are on the wire from being taken for those of a dead worker. */
export async function renewNotices(
  database: Queryable,
  notices: readonly Pick<ClaimedNotice, 'id' | 'fence'>[],
): Promise<void> {
  await database.query(
    `UPDATE notices n SET lease_until = now() + ${LEASE}
       FROM unnest($1::bigint[], $2::integer[]) AS w (id, fence)
      WHERE n.id = w.id AND n.fence = w.fence AND n.state = 'sending'`,
    [notices.map(({ id }) => id), notices.map(({ fence }) => fence)],
  );
}

/** What became of an attempt; see settle-outcome.ts. */
export interface SettledNotice
  extends Pick<SettledRow, 'fence' | 'state' | 'spent' | 'nextAttemptAt' | 'reason' | 'dead' | 'outcome'> {
  readonly id: number;
}

/**
 * Records what became of an attempt; an address that turned out dead is suppressed with the same stroke. One that
 * a reader only wanted to move to says nothing about the reader, and no reply that may quote it is kept.
 * Repeating it is harmless.
 */
export async function settleNotice(database: Queryable, notice: SettledNotice, now: Date): Promise<void> {
  const { outcome } = notice;
  await database.query(
    `WITH settled AS (
       UPDATE notices
          SET state = $3, attempts = CASE WHEN $4 THEN attempts ELSE attempts - 1 END, next_attempt_at = $5,
              reason = $6, reply_code = $8, reply_status = $9,
              reply_text = CASE WHEN kind NOT IN ('address-new', 'data-erased') THEN $10 END,
              refusal_reason = $12, lease_until = NULL,
              recipient = CASE WHEN $3 IN ('pending', 'deferred') THEN recipient END,
              settled_at = CASE WHEN $3 = 'deferred' THEN NULL ELSE $11::timestamptz END
        WHERE id = $1 AND state = 'sending' AND fence = $2
       RETURNING subscriber_id, kind, recipient_hash
     ), dead AS (
       SELECT CASE WHEN kind <> 'address-new' THEN s.id END AS id,
              CASE kind WHEN 'address-new' THEN recipient_hash ELSE s.address_hash END AS address_hash
         FROM subscribers s JOIN settled ON s.id = settled.subscriber_id WHERE $7
     ), bounced AS (
       ${transitionSql('bounce', { at: '$11', where: 's.id IN (SELECT id FROM dead)' })}
     ), ${toldSuppressionSql({
       hashes: 'SELECT address_hash FROM dead WHERE address_hash IS NOT NULL',
       reason: "'bounced'",
       at: '$11',
     })}
     SELECT`,
    [
      notice.id,
      notice.fence,
      notice.state,
      notice.spent,
      notice.nextAttemptAt,
      notice.reason,
      notice.dead,
      outcome.replyCode,
      outcome.replyStatus,
      outcome.replyText,
      now,
      outcome.refusal ?? null,
    ],
  );
}
