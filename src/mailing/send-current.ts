import type { DigestWithPapers } from '../model/digest.js';
import { findSubscriberById } from '../store/subscribers/subscribers.js';
import { currentDigest } from './find-digest.js';
import { sendToOne } from './send-to-one.js';
import type { MailingContext } from './steer-mailing.js';

/** What became of a reader's wish for the current digest. */
export type CurrentSending =
  /** The reader is no longer held, is not subscribed, or there is no digest yet. */
  | { readonly outcome: 'unknown' | 'not-subscribed' | 'none-yet'; readonly digest: null }
  /** It is on its way, or the reader has it already or nothing in it is for them. */
  | { readonly outcome: 'sent' | 'not-sent'; readonly digest: DigestWithPapers };

/** Has the current digest sent to one reader who asked for it, once. */
export async function sendCurrent(
  context: Pick<MailingContext, 'database' | 'queues'>,
  subscriberId: number,
): Promise<CurrentSending> {
  const subscriber = await findSubscriberById(context.database, subscriberId);
  if (subscriber === null) return { outcome: 'unknown', digest: null };
  if (subscriber.state !== 'active') return { outcome: 'not-subscribed', digest: null };
  const digest = await currentDigest(context.database);
  if (digest === null) return { outcome: 'none-yet', digest: null };
  return { outcome: (await sendToOne(context, digest, subscriber)) ? 'sent' : 'not-sent', digest };
}
