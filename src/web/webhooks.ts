import Type from 'typebox';
import { BroadsheetError } from '../errors.js';
import type { ActingContext } from '../feedback/acting/record-report.js';
import { openWebhooks } from '../feedback/webhooks/open-webhooks.js';
import { receiveWebhook } from '../feedback/webhooks/receive-webhook.js';
import type { Webhook } from '../feedback/webhooks/webhook.js';
import type { WebContext, WebServer } from './http/context.js';

/** A batch of SendGrid's has less than 1 MB, a bounce of Postmark's its message with it. */
const BODY_LIMIT = 2 * 1024 * 1024;

const Params = Type.Object({ provider: Type.String({ maxLength: 20 }) });

/**
 * `POST /webhooks/<provider>`, where it is configured. Bodies are taken as they came, because signatures are over
 * their octets; the answer is 204 once everything that they say is committed.
 */
export async function webhookRoutes(server: WebServer, context: WebContext): Promise<void> {
  const { config, database, secretKeys, keyring, getFromSns: get, log, clock } = context;
  const { softBounces, webhooks } = config.feedback;
  const acting: ActingContext = { database, softBounces, log };
  const keys = { secretKeys, messageIdKey: keyring.messageIdKey };
  const open = openWebhooks(webhooks, get === undefined ? { log } : { log, get });

  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) =>
    done(null, body),
  );
  server.post(
    '/webhooks/:provider',
    { bodyLimit: BODY_LIMIT, schema: { params: Params } },
    async (request, reply) => {
      const webhook = webhookOf(open, request.params.provider);
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value ?? '')]),
      );
      try {
        await receiveWebhook(acting, keys, webhook, { body, headers, now: clock() });
      } catch (error) {
        if (error instanceof BroadsheetError && error.code === 'WEBHOOK_REFUSED') {
          const about = { provider: webhook.provider, ...error.details };
          log.warn({ ...about }, 'webhook-refused');
        }
        throw error;
      }
      return reply.code(204).send(null);
    },
  );
}

/** One that is not configured is as one that does not exist. */
function webhookOf(open: ReadonlyMap<string, Webhook>, name: string): Webhook {
  const webhook = open.get(name);
  if (webhook === undefined) throw new BroadsheetError('NOT_FOUND', 'There is nothing at this address.');
  return webhook;
}
