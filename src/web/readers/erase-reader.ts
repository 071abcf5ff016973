import { addressKey } from '../../model/address.js';
import { findAddressChange } from '../../store/subscribers/address-changes.js';
import { findSubscriber } from '../../subscribers/operators.js';
import { removeSubscriber } from '../../subscribers/remove-subscriber.js';
import type { PageContext } from '../http/context.js';

/**
 * Erases a person from the tables, and from the built-in mailbox where mail stays there.
 * @param tell whether a last mail says so
 * @returns false where there is no such subscriber
 */
export async function eraseReader(
  { database, keyring, mailbox, queues, clock, log }: PageContext,
  subscriberId: number,
  { tell }: { readonly tell: boolean },
): Promise<boolean> {
  const reader = await findSubscriber(database, { id: subscriberId });
  if (reader === null) return false;
  const change = await findAddressChange(database, subscriberId);
  const keys = [addressKey(reader.address), change?.wanted?.key];
  const emptyMailbox = () => mailbox?.removeFor((recipient) => keys.includes(addressKey(recipient)));
  // Before the rows: when they are gone nobody knows any more whose mail it is. After them: a message may have
  // been on its way, and from then on there are no more.
  await emptyMailbox();
  const removed = await removeSubscriber(database, keyring, subscriberId, tell ? clock() : null);
  await emptyMailbox();
  if (removed && tell) await queues.sendNotices();
  if (removed) log.info({ subscriber: subscriberId }, 'subscriber-erased');
  return removed;
}
