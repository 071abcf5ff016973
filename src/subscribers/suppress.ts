import { BroadsheetError } from '../errors.js';
import type { Actor } from '../model/actor.js';
import { addressParts } from '../model/address.js';
import { withoutAddresses } from '../model/without-addresses.js';
import { permit } from '../operators/permit.js';
import { LONGEST_REASON, refuseLonger } from '../operators/refuse-longer.js';
import { recordAct } from '../store/audit.js';
import { inTransaction } from '../store/database.js';
import { tell } from '../store/outbox.js';
import { suppressByOperator } from '../store/subscribers/suppression-list.js';
import { addressHash } from './keyring.js';
import { findSubscriber } from './operators.js';
import type { SubscribersActing } from './operators-acts.js';

/**
 * Keeps an address from being mailed, whether it has a subscriber or not; its reader stays what they are, and only an
 * operator lifts it. One that was erased, left or moved and has no subscriber stays as it is, which nothing but the
 * person lifts.
 * @param note in the operator's words, without addresses; null for none
 * @returns the subscriber's id; null where there is none
 * @throws BroadsheetError FORBIDDEN, ADDRESS_INVALID, INPUT_INVALID for a note that is too long
 */
export async function suppress(
  { database, clock, keyring }: SubscribersActing,
  actor: Actor,
  typed: string,
  note: string | null,
): Promise<number | null> {
  const now = clock();
  permit(actor, 'subscribers:write', now);
  const address = addressParts(typed)?.address;
  if (address === undefined)
    throw new BroadsheetError('ADDRESS_INVALID', 'This is not an address that mail can be sent to.');
  const subscriber = await findSubscriber(database, { address });
  const kept = note === null || note.trim() === '' ? null : withoutAddresses(note.trim());
  refuseLonger('A note', kept ?? '', LONGEST_REASON);
  await inTransaction(database, async (client) => {
    const hash = addressHash(keyring, subscriber?.address ?? address);
    if (!(await suppressByOperator(client, hash, { note: kept, at: now }))) return;
    if (subscriber !== null)
      await tell(client, {
        type: 'subscriber.suppressed',
        at: now,
        data: { subscriber: subscriber.id, reason: 'operator' },
      });
    const object = subscriber === null ? null : (['subscriber', subscriber.id] as const);
    await recordAct(client, actor, { action: 'suppression.add', object, facts: { note: kept } });
  });
  return subscriber?.id ?? null;
}
