import type { Actor } from '../model/actor.js';
import { addressKey } from '../model/address.js';
import { permit } from '../operators/permit.js';
import { findAddressChange } from '../store/subscribers/address-changes.js';
import { findSubscriber } from './operators.js';
import { eraseByOperator, type SubscribersActing } from './operators-acts.js';
import { removeSubscriber } from './remove-subscriber.js';

/** What an erasure needs, by whichever way it is asked for. */
export interface ErasingContext extends SubscribersActing {
  /** Null where mail does not stay here. */
  readonly mailbox: { removeFor(isMeant: (recipient: string) => boolean): Promise<void> } | null;
  /** Tells the workers that a last mail waits. */
  readonly queues: { sendNotices(): Promise<void> };
  readonly log: { info(fields: object, event: string): void };
}

/**
 * Erases a person from the tables, and from the built-in mailbox where mail stays there.
 * @param by the operator who does so, who tells nobody; absent: the person, whom a last mail tells
 * @returns false where there is no such subscriber
 */
export async function eraseReader(
  { database, keyring, mailbox, queues, clock, log }: ErasingContext,
  subscriberId: number,
  { by }: { readonly by?: Actor } = {},
): Promise<boolean> {
  if (by !== undefined) permit(by, 'subscribers:erase', clock());
  const reader = await findSubscriber(database, { id: subscriberId });
  if (reader === null) return false;
  const change = await findAddressChange(database, subscriberId);
  const keys = [addressKey(reader.address), change?.wanted?.key];
  const emptyMailbox = () => mailbox?.removeFor((recipient) => keys.includes(addressKey(recipient)));
  // Before the rows: when they are gone nobody knows any more whose mail it is. After them: a message may have
  // been on its way, and from then on there are no more.
  await emptyMailbox();
  const removed =
    by === undefined
      ? await removeSubscriber(database, keyring, subscriberId, { tellAt: clock() })
      : await eraseByOperator({ database, keyring, clock }, by, subscriberId);
  await emptyMailbox();
  if (removed && by === undefined) await queues.sendNotices();
  if (removed) log.info({ subscriber: subscriberId }, 'subscriber-erased');
  return removed;
}
