import type { WebhooksActing } from '../../outbound/manage-webhooks.js';
import { openPoster, type Poster } from '../../outbound/post-message.js';
import type { PageContext, WebServer } from './context.js';

/** What acts on endpoints need in the web. */
export interface WebhooksDesk {
  readonly acting: WebhooksActing;
  /** The same for a test, which is sent at once. */
  readonly testing: WebhooksActing & Pick<PageContext, 'log'> & { readonly poster: Poster };
}

/** The connections of tests end with the server. */
export function webhooksDesk(server: WebServer, context: PageContext): WebhooksDesk {
  const { database, clock, keyring, config, log } = context;
  const allowsPrivate = config.webhookPrivate;
  const acting = { database, clock, operatorKey: keyring.operatorKey, allowsPrivate };
  const poster = openPoster({ allowsPrivate, clock });
  server.addHook('onClose', () => poster.close());
  return { acting, testing: { ...acting, log, poster } };
}
