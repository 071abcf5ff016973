import { BroadsheetError } from '../errors.js';
import type { Subscriber } from '../model/subscriber.js';
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
  if (state !== 'active') {
    const message = `This subscriber is ${state}: only active ones are mailed.`;
    throw new BroadsheetError('INPUT_INVALID', message);
  }
  const sliceId = await addDelivery(database, digest.id, id);
  if (sliceId === null) return false;
  await queues.deliver([sliceId]);
  return true;
}
