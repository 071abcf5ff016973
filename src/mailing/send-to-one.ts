import { refuseUnmailable } from '../digests/release-refusals.js';
import { BroadsheetError } from '../errors.js';
import type { Actor } from '../model/actor.js';
import { nameOfDigest } from '../model/digest-period.js';
import type { ReviewSettings } from '../model/release-state.js';
import type { Subscriber } from '../model/subscriber.js';
import { permit } from '../operators/permit.js';
import { recordAct } from '../store/audit.js';
import { inTransaction, type Queryable } from '../store/database.js';
import { addDelivery } from '../store/deliveries/deliveries.js';
import type { MailedDigest, MailingContext } from './steer-mailing.js';

/**
 * Has one digest sent to one reader, as the edition that is the reader's.
 * @returns false where the reader has it already, or there is nothing in it for them
 * @throws BroadsheetError INPUT_INVALID where the subscriber is not active
 */
export async function sendToOne(
  { database, queues }: Pick<MailingContext, 'database' | 'queues'>,
  digest: Pick<MailedDigest, 'id'>,
  { id, state }: Pick<Subscriber, 'id' | 'state'>,
): Promise<boolean> {
  refuseInactive(state);
  const sliceId = await addDelivery(database, digest.id, id);
  if (sliceId === null) return false;
  await queues.deliver([sliceId]);
  return true;
}

/**
 * The same where an operator wants it.
 * @returns as {@link sendToOne}
 * @throws BroadsheetError FORBIDDEN, INPUT_INVALID where the subscriber is not active, DIGEST_HELD and
 *   DIGEST_NOT_APPROVED where it is not released and may not be
 */
export async function sendToOneByOperator(
  {
    database,
    clock,
    queues,
    config,
  }: Pick<MailingContext, 'database' | 'clock' | 'queues'> & {
    readonly config: Pick<ReviewSettings, 'digestApproval'>;
  },
  actor: Actor,
  digest: MailedDigest,
  { id, state }: Pick<Subscriber, 'id' | 'state'>,
): Promise<boolean> {
  permit(actor, 'subscribers:write', clock());
  refuseInactive(state);
  await refuseUnmailable(database, digest, config.digestApproval);
  const sliceId = await inTransaction(database, async (client: Queryable) => {
    const slice = await addDelivery(client, digest.id, id);
    const facts = { digest: nameOfDigest(digest) };
    if (slice !== null)
      await recordAct(client, actor, { action: 'subscriber.send', object: ['subscriber', id], facts });
    return slice;
  });
  if (sliceId === null) return false;
  await queues.deliver([sliceId]);
  return true;
}

function refuseInactive(state: Subscriber['state']): void {
  if (state === 'active') return;
  const message = `This subscriber is ${state}: only active ones are mailed.`;
  throw new BroadsheetError('INPUT_INVALID', message);
}
