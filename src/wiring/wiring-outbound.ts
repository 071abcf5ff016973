import { openPoster } from '../outbound/post-message.js';
import type { WebhookSending } from '../outbound/send-webhooks.js';
import type { Stores } from './wiring.js';

/** What sends events to endpoints; its connections end with everything else. */
export function webhookSending({ config, database, keyring, clock, log, closers }: Stores): WebhookSending {
  const poster = openPoster({ allowsPrivate: config.webhookPrivate, clock });
  closers.add('webhooks', () => poster.close());
  return { database, clock, log, operatorKey: keyring.operatorKey, poster };
}
