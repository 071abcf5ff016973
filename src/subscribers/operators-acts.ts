import type { Actor } from '../model/actor.js';
import type { Language } from '../model/language.js';
import type { Acting } from '../operators/acting.js';
import { permit } from '../operators/permit.js';
import { recordAct } from '../store/audit.js';
import { type AddedAddress, addSubscribers } from './add-subscribers.js';
import { exportSubscriber, type SubscriberExport } from './export-subscriber.js';
import type { Keyring } from './keyring.js';
import { type Removal, removeSubscriber } from './remove-subscriber.js';

/** What an operator's act on subscribers needs. */
export interface SubscribersActing extends Acting {
  readonly keyring: Keyring;
}

/**
 * Adds people whose consent the operator holds, as {@link addSubscribers} does.
 * @throws BroadsheetError FORBIDDEN
 */
export function addByOperator(
  { database, clock, keyring }: SubscribersActing,
  actor: Actor,
  addresses: readonly string[],
  language: Language,
): Promise<readonly AddedAddress[]> {
  const now = clock();
  permit(actor, 'subscribers:write', now);
  const of = actor.kind === 'key' ? actor.name : null;
  const place = actor.kind === 'cli' ? 'command' : 'key';
  return addSubscribers(database, keyring, addresses, {
    ...{ via: 'operator', now, language, origin: { place, of, campaign: null } },
    alongside: async (client, chunk) => {
      const added = chunk.filter(({ result }) => result === 'added').length;
      if (added === 0) return;
      const facts = { added, of: chunk.length };
      await recordAct(client, actor, { action: 'subscribers.add', object: null, facts });
    },
  });
}

/**
 * Erases a person who asked an operator for it, as {@link removeSubscriber} does; nobody is mailed about it.
 * @returns false where there is no such subscriber
 * @throws BroadsheetError FORBIDDEN, FACTOR_NEEDED
 */
export function eraseByOperator(
  { database, clock, keyring }: SubscribersActing,
  actor: Actor,
  id: number,
): Promise<boolean> {
  permit(actor, 'subscribers:erase', clock());
  const alongside: Removal['alongside'] = (client) =>
    recordAct(client, actor, { action: 'subscriber.erase', object: ['subscriber', id] });
  return removeSubscriber(database, keyring, id, { alongside });
}

/**
 * All that is held about one person, for who asked an operator for it.
 * @returns null where there is no such subscriber
 * @throws BroadsheetError FORBIDDEN, FACTOR_NEEDED
 */
export async function exportByOperator(
  { database, clock }: Pick<SubscribersActing, 'database' | 'clock'>,
  actor: Actor,
  id: number,
): Promise<SubscriberExport | null> {
  const now = clock();
  permit(actor, 'subscribers:export', now);
  const held = await exportSubscriber(database, id, now);
  if (held !== null)
    await recordAct(database, actor, { action: 'subscriber.export', object: ['subscriber', id] });
  return held;
}
