import { domainOf } from '../../model/address.js';
import type { Outcome } from '../../model/delivery.js';
import { isOfMailbox } from '../../refusals/of-mailbox.js';
import { refusalKey } from '../../refusals/refusal-text.js';
import { type Database, inTransaction } from '../../store/database.js';
import type { LedgerEntries, SettledRow } from '../../store/deliveries/delivery-ledger.js';
import { pauseDigest, SAME_REFUSAL } from '../../store/deliveries/sending-control.js';
import type { SoftBounceLimit } from '../../store/feedback/feedback-effects.js';
import { effectOfRefusal, type NewRefusal, takeRefusals } from '../../store/feedback/refusals.js';
import type { DeliveryLog } from '../delivery-log.js';

interface RefusalContext {
  readonly database: Database;
  readonly log: DeliveryLog;
  readonly softBounces: SoftBounceLimit;
}

/**
 * How a refusal counts among those of others: the words that it has in common with them. Null for what is certain,
 * for what passes by itself, and where the relay only wants to be slower.
 */
export function refusalToCount(outcome: Outcome, address: string): NonNullable<SettledRow['refusal']> | null {
  const { class: kind, refusal = null, grade } = outcome;
  if (refusal === null || grade === 'certain' || kind === 'temporary' || kind === 'throttled') return null;
  const said = [outcome.replyCode, outcome.replyStatus].filter((code) => code !== null).join(' ');
  // Codes would be taken out with the other numbers.
  const words = `${said}: ${refusalKey(outcome.replyText ?? '', address)}`;
  return {
    words,
    domain: domainOf(address).toLowerCase(),
    ofMailbox: isOfMailbox(refusal, outcome.replyStatus),
  };
}

/** Draws the conclusions from what sessions refused; tells of digests that stand still because of it. */
export async function takeSessionRefusals(
  { database, log, softBounces }: RefusalContext,
  { settled, now }: Pick<LedgerEntries, 'settled' | 'now'>,
): Promise<void> {
  const refusals = settled.flatMap((row) => refusalOf(row, now) ?? []);
  if (refusals.length === 0) return;
  const reason = SAME_REFUSAL;
  const { paused, takenBack } = await inTransaction(database, async (client) => {
    const taken = await takeRefusals(client, refusals, softBounces, now);
    const digests: number[] = [];
    for (const id of taken.alike)
      if (await pauseDigest(client, id, { by: 'breaker', reason, now })) digests.push(id);
    return { paused: digests, takenBack: taken.takenBack };
  });
  for (const digest of paused) log.error({ by: 'breaker', digest, reason, takenBack }, 'digest-paused');
}

function refusalOf({ refusal, outcome, digestId, subscriberId }: SettledRow, at: Date): NewRefusal | null {
  const { refusal: reason = null } = outcome;
  if (refusal === null || refusal === undefined || reason === null) return null;
  return {
    digestId,
    subscriberId,
    via: 'session',
    ...refusal,
    reason,
    effect: effectOfRefusal(reason),
    feedbackId: null,
    at,
  };
}
