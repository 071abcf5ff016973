import type { DeliveryState } from '../../model/delivery.js';
import type { DigestKind, PeriodicKind } from '../../model/digest.js';
import type { ConsentVia, SubscriberState, SuppressionReason } from '../../model/subscriber.js';
import type { Queryable } from '../database.js';

/** What became of a message, in a delivery or a notice. */
export interface MessageFacts {
  readonly state: DeliveryState;
  /** When it was settled; null while it is not. */
  readonly settledAt: Date | null;
  readonly nextAttemptAt: Date | null;
  readonly attempts: number;
  /** What the server said last, as `550 5.1.1 no such user`; null where it said nothing. */
  readonly reply: string | null;
  readonly reason: string | null;
}

/** What says why a reader got their newest digest, or did not. */
export interface ReaderStanding {
  readonly state: SubscriberState;
  readonly stateChangedAt: Date;
  readonly confirmedAt: Date | null;
  readonly pausedUntil: Date | null;
  readonly skips: number;
  readonly frequency: PeriodicKind;
  /** The reader's next time; null where it was not worked out yet. */
  readonly nextDueAt: Date | null;
  /** Up to which moment they were given what came due; null as before. */
  readonly dueAfter: Date | null;
  readonly hasRules: boolean;
  readonly suppression: {
    readonly reason: SuppressionReason;
    readonly at: Date;
    readonly note: string | null;
  } | null;
  /** The newest digest of the kind that the reader chose; null before the first. */
  readonly digest: {
    readonly kind: DigestKind;
    readonly period: string;
    readonly releasedAt: Date | null;
    readonly isPaused: boolean;
    readonly isCancelled: boolean;
    readonly hasPapers: boolean;
    /** How many papers the reader's rules chose; null where they have none, or were not matched yet. */
    readonly matched: number | null;
  } | null;
  /** Of that digest, or of one that gathers it; null where there is none. */
  readonly delivery: MessageFacts | null;
  /** The newest mail that asked to confirm. */
  readonly confirmation: (MessageFacts & { readonly createdAt: Date }) | null;
  /** How the reader left last. */
  readonly leaving: {
    readonly via: ConsentVia;
    readonly kind: DigestKind | null;
    readonly period: string | null;
  } | null;
}

const MESSAGE = (alias: string) => `jsonb_build_object(
  'state', ${alias}.state, 'settledAt', ${alias}.settled_at, 'nextAttemptAt', ${alias}.next_attempt_at,
  'attempts', ${alias}.attempts, 'reason', ${alias}.reason,
  'reply', nullif(concat_ws(' ', ${alias}.reply_code, ${alias}.reply_status, ${alias}.reply_text), ''))`;

const STANDING = `
SELECT s.state, s.state_changed_at AS "stateChangedAt", s.confirmed_at AS "confirmedAt", s.paused_until AS "pausedUntil",
       s.skips, s.frequency, t.next_due_at AS "nextDueAt", t.due_after AS "dueAfter", s.rule_set_id IS NOT NULL AS "hasRules",
       CASE WHEN x.reason IS NOT NULL
            THEN jsonb_build_object('reason', x.reason, 'at', x.created_at, 'note', x.note) END AS suppression,
       CASE WHEN g.id IS NOT NULL
            THEN jsonb_build_object('kind', g.kind, 'period', g.period, 'releasedAt', g.released_at,
                   'isPaused', g.paused_at IS NOT NULL, 'isCancelled', g.cancelled_at IS NOT NULL,
                   'hasPapers', EXISTS (SELECT FROM digest_papers WHERE digest_id = g.id),
                   'matched', (SELECT cardinality(positions) FROM editions
                                WHERE digest_id = g.id AND rule_set_id = s.rule_set_id)) END AS digest,
       (SELECT ${MESSAGE('d')} FROM deliveries d JOIN digests o ON o.id = d.digest_id
         WHERE d.subscriber_id = s.id AND (d.digest_id = g.id OR o.gathers @> ARRAY[g.id])
         ORDER BY d.digest_id DESC LIMIT 1) AS delivery,
       (SELECT ${MESSAGE('n')} || jsonb_build_object('createdAt', n.created_at) FROM notices n
         WHERE n.subscriber_id = s.id AND n.kind = 'confirmation' ORDER BY n.id DESC LIMIT 1) AS confirmation,
       (SELECT jsonb_build_object('via', c.via, 'kind', o.kind, 'period', o.period)
          FROM consents c LEFT JOIN digests o ON o.id = c.digest_id
         WHERE c.subscriber_id = s.id AND c.event = 'withdrawn' ORDER BY c.at DESC, c.id DESC LIMIT 1) AS leaving
  FROM subscribers s
  JOIN reader_times t ON t.subscriber_id = s.id
  LEFT JOIN suppressions x ON x.address_hash = s.address_hash
  LEFT JOIN LATERAL (SELECT * FROM digests WHERE kind = s.frequency ORDER BY period DESC LIMIT 1) AS g ON true
 WHERE s.id = $1`;

/** @returns null where there is no such subscriber */
export async function readStanding(
  database: Queryable,
  subscriberId: number,
): Promise<ReaderStanding | null> {
  const { rows } = await database.query<ReaderStanding & Record<string, unknown>>(STANDING, [subscriberId]);
  const [row] = rows;
  if (row === undefined) return null;
  const { suppression, digest, delivery, confirmation } = row;
  return {
    ...row,
    suppression: suppression === null ? null : { ...suppression, at: new Date(suppression.at) },
    digest: digest === null ? null : { ...digest, releasedAt: dateOf(digest.releasedAt) },
    delivery: delivery === null ? null : messageOf(delivery),
    confirmation:
      confirmation === null
        ? null
        : { ...messageOf(confirmation), createdAt: new Date(confirmation.createdAt) },
  };
}

/** Moments inside JSON are text. */
function dateOf(moment: Date | string | null): Date | null {
  return moment === null ? null : new Date(moment);
}

function messageOf(message: MessageFacts): MessageFacts {
  return {
    ...message,
    settledAt: dateOf(message.settledAt),
    nextAttemptAt: dateOf(message.nextAttemptAt),
  };
}
