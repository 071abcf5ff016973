import { isOfMailbox } from '../../refusals/of-mailbox.js';
import type { Queryable } from '../../store/database.js';
import { pauseDigest, SAME_REFUSAL } from '../../store/deliveries/sending-control.js';
import { type NewFeedback, raiseToSuppressed } from '../../store/feedback/feedback.js';
import {
  countSoftBounces,
  type DigestsOfReaders,
  resetSoftBounces,
  type SoftBounceLimit,
  suppressBounced,
  suppressComplained,
  unsubscribeByMail,
} from '../../store/feedback/feedback-effects.js';
import { effectOfRefusal, type NewRefusal, takeRefusals } from '../../store/feedback/refusals.js';

/** A row that was kept just now. */
export interface Kept extends NewFeedback {
  readonly id: number;
  /** What the refusal has in common with those of others; null where there is none. */
  readonly words: string | null;
  /** The reader wrote to the address in List-Unsubscribe. */
  readonly isMailto: boolean;
}

/**
 * Carries out the effects of rows that are new, each kind in a statement for all of them.
 * @returns the rows with the effects they had: the last of several soft bounces suppresses
 */
export async function applyEffects(
  client: Queryable,
  rows: readonly Kept[],
  softBounces: SoftBounceLimit,
): Promise<readonly NewFeedback[]> {
  const now = rows[0]?.receivedAt;
  if (now === undefined) return [];
  const withEffect = (effect: Kept['effect']) => rows.filter((row) => row.effect === effect);
  const ofDigests = rows.flatMap(refusalOf);
  const { suppressed, alike } = await takeRefusals(client, ofDigests, softBounces, now);
  for (const id of alike) await pauseDigest(client, id, { by: 'breaker', reason: SAME_REFUSAL, now });
  const alone = withEffect('counted').filter((row) => refusalOf(row).length === 0);
  const full = new Set([
    ...(await countSoftBounces(client, alone.flatMap(momentOf), softBounces, now)),
    ...suppressed,
  ]);
  const filled = [...withEffect('counted'), ...withEffect('watched')].filter(
    ({ subscriberId }) => subscriberId !== null && full.has(subscriberId),
  );
  await raiseToSuppressed(
    client,
    filled.map(({ id }) => id),
  );
  await suppressBounced(client, [...new Set([...idsOf(withEffect('suppressed')), ...full])], now);
  const digests = digestsOf(rows);
  const leaving = withEffect('unsubscribed');
  const byMail = idsOf(leaving.filter(({ isMailto }) => isMailto));
  await unsubscribeByMail(client, byMail, { via: 'mailto', digests }, now);
  const byReport = idsOf(leaving.filter(({ isMailto }) => !isMailto));
  await unsubscribeByMail(client, byReport, { via: 'report', digests }, now);
  await suppressComplained(client, idsOf(withEffect('complained')), now, digests);
  return rows.map((row) => (filled.includes(row) ? { ...row, effect: 'suppressed' } : row));
}

/** Mail that arrived lets soft bounces be forgotten. */
export async function applyArrivals(client: Queryable, rows: readonly Omit<Kept, 'id'>[]): Promise<void> {
  await resetSoftBounces(client, rows.filter(({ effect }) => effect === 'reset').flatMap(momentOf));
}

function idsOf(rows: readonly Kept[]): number[] {
  return [...new Set(rows.flatMap(({ subscriberId }) => subscriberId ?? []))];
}

/** Of several rows about one reader the first says which digest made them leave. */
function digestsOf(rows: readonly Kept[]): DigestsOfReaders {
  const named = rows.filter(({ effect }) => effect === 'unsubscribed' || effect === 'complained').reverse();
  return new Map(
    named.flatMap(({ subscriberId, digestId }) => (subscriberId === null ? [] : [[subscriberId, digestId]])),
  );
}

/** A clock ahead of ours must not count for a day that has not come. */
function momentOf({ subscriberId, occurredAt, receivedAt, event }: Omit<Kept, 'id'>) {
  const at = occurredAt < receivedAt ? occurredAt : receivedAt;
  return subscriberId === null ? [] : [{ subscriberId, at, reason: event.reason }];
}

/** A failure of one reader's digest, as it counts among those of others. */
function refusalOf(row: Kept): NewRefusal[] {
  const { id, digestId, subscriberId, words, domain, event, effect } = row;
  if (digestId === null || subscriberId === null || words === null || domain === null) return [];
  if (effect !== 'counted' && effect !== 'watched' && effect !== 'alarmed') return [];
  const [{ at } = { at: row.receivedAt }] = momentOf(row);
  const { reason } = event;
  const counts = effect === 'alarmed' ? effectOfRefusal(reason) : effect;
  return [
    {
      ...{ digestId, subscriberId, via: 'report', words, domain, reason, at },
      ofMailbox: isOfMailbox(reason, event.status),
      effect: counts,
      feedbackId: id,
    },
  ];
}
