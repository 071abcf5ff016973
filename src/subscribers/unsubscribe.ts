import { domainOf } from '../model/address.js';
import { type Database, inTransaction } from '../store/database.js';
import { insertNotices } from '../store/deliveries/notices.js';
import { insertConsents } from '../store/subscribers/consents.js';
import { findSubscriberById } from '../store/subscribers/subscribers.js';
import { leave } from '../store/subscribers/transitions.js';

export interface Leaving {
  readonly subscriberId: number;
  /** `one-click` is the mail client's button (RFC 8058), `link` the page behind the visible link, `api` a program. */
  readonly via: 'one-click' | 'link' | 'api' | 'operator';
  /** The digest whose link it was; 0 or absent where the link names none, as those in older mails and in notices. */
  readonly digestId?: number;
  readonly now: Date;
}

/**
 * Ends a subscription at once; repeating is harmless. Only who pressed the button of a page, of ours or
 * of a program, and had confirmed before, gets a goodbye: after one click in a mail client no more mail is expected.
 * @returns `already` where the reader gets no mail as it is, `gone` where there is no such reader
 */
export async function unsubscribe(
  database: Database,
  leaving: Leaving,
): Promise<'left' | 'already' | 'gone'> {
  const { subscriberId, via, digestId = null, now } = leaving;
  return inTransaction(database, async (client) => {
    const [subscriber] = await leave(client, [subscriberId], now);
    if (subscriber === undefined) {
      return (await findSubscriberById(client, subscriberId)) === null ? 'gone' : 'already';
    }
    await insertConsents(client, [
      { subscriberId, event: 'withdrawn', via, wording: null, clientHash: null, at: now, digestId },
    ]);
    if ((via === 'link' || via === 'api') && subscriber.confirmedAt !== null) {
      const serial = subscriber.confirmSerial;
      const domain = domainOf(subscriber.address);
      await insertNotices(client, [{ kind: 'goodbye', subscriberId, serial, domain }], now);
    }
    return 'left';
  });
}
