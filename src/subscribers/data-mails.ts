import { domainOf } from '../model/address.js';
import type { Database } from '../store/database.js';
import { insertDataNotice } from '../store/deliveries/notices.js';
import { findSubscriberById } from '../store/subscribers/subscribers.js';

/**
 * Writes the mail with the link to what is kept of a reader, or the one that says that it was downloaded. Whoever
 * holds an old mail can ask for the first; only who reads the inbox gets the link.
 * @returns false where there is no such reader
 */
export async function mailAboutData(
  database: Database,
  kind: 'data-link' | 'data-exported',
  { subscriberId, now }: { readonly subscriberId: number; readonly now: Date },
): Promise<boolean> {
  const reader = await findSubscriberById(database, subscriberId);
  if (reader === null) return false;
  await insertDataNotice(database, kind, { subscriberId, domain: domainOf(reader.address), at: now });
  return true;
}
