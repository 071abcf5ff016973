import { createHash, timingSafeEqual } from 'node:crypto';
import type { onRequestAsyncHookHandler } from 'fastify';
import { BroadsheetError } from '../../errors.js';
import { clientOf } from '../../model/client.js';
import type { PageContext, WebServer } from '../http/context.js';
import type { RateLimits } from '../limits/rate-limits.js';
import { openWrongKeys } from '../limits/wrong-keys.js';
import { addressChangeApi } from './address-change.js';
import { answersApi } from './answers.js';
import { operatorsCurations } from './operators-curations.js';
import { operatorsDigests } from './operators-digests.js';
import { operatorsFeedback } from './operators-feedback.js';
import { operatorsSending } from './operators-sending.js';
import { operatorsSignups } from './operators-signups.js';
import { operatorsSubscribers } from './operators-subscribers.js';
import { ownOrderApi } from './own-order.js';
import { preferencesApi } from './preferences.js';
import { previewApi } from './preview.js';
import { privateFeedsApi } from './private-feeds.js';
import { readingApi } from './reading.js';
import { searchApi } from './search.js';
import { subscribingApi } from './subscribing.js';
import { yourDataApi } from './your-data.js';

/** Everything under `/api/v1`. */
export async function api(server: WebServer, context: PageContext, limits: RateLimits): Promise<void> {
  // A form on any site can send these, and no JSON.
  server.removeContentTypeParser(['application/x-www-form-urlencoded', 'text/plain']);
  subscribingApi(server, context, limits.signups);
  answersApi(server, context, limits.answers);
  privateFeedsApi(server, context, limits.answers);
  yourDataApi(server, context);
  preferencesApi(server, context);
  ownOrderApi(server, context);
  addressChangeApi(server, context, limits.signups);
  previewApi(server, context, limits.previews);
  readingApi(server, context);
  searchApi(server, context, limits.searches);
  await server.register(
    async (operators: WebServer) => {
      operators.addHook('onRequest', requireKey(context.config.adminApiKey));
      operatorsSubscribers(operators, context);
      operatorsSignups(operators, context);
      operatorsDigests(operators, context);
      operatorsCurations(operators, context);
      operatorsSending(operators, context);
      operatorsFeedback(operators, context);
    },
    { prefix: '/admin' },
  );
}

/**
 * Lets through who brings the operator's key; without a configured key there is nothing to be let in to. The log has
 * each wrong one, and a client that brings many has to wait.
 */
function requireKey(key: string | null): onRequestAsyncHookHandler {
  const wrongKeys = openWrongKeys(() => performance.now());
  return async (request) => {
    if (key === null) {
      throw new BroadsheetError('NOT_FOUND', 'Set ADMIN_API_KEY to have an interface for operators.');
    }
    const client = clientOf(request.ip);
    wrongKeys.refuseGuessing(client);
    const [, given] = /^Bearer +(.+)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (given !== undefined && sameText(given, key)) return;
    if (given !== undefined) {
      wrongKeys.count(client);
      request.log.warn({ client }, 'operator-key-wrong');
    }
    throw new BroadsheetError('UNAUTHORIZED', 'Send Authorization: Bearer with the ADMIN_API_KEY.');
  };
}

/** Digests are of one length, so the comparison tells neither length nor position of a difference. */
function sameText(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
