import type { PageContext, WebServer } from '../http/context.js';
import type { RateLimits } from '../limits/rate-limits.js';
import { addressChangeApi } from './address-change.js';
import { answersApi } from './answers.js';
import { idempotentPosts } from './idempotent-posts.js';
import { operatorsAudit } from './operators-audit.js';
import { operatorsBulk } from './operators-bulk.js';
import { operatorsCameBack } from './operators-came-back.js';
import { operatorsCurations } from './operators-curations.js';
import { operatorsDigests } from './operators-digests.js';
import { operatorsDrafts } from './operators-drafts.js';
import { operatorsFeedback } from './operators-feedback.js';
import { operatorsFigures } from './operators-figures.js';
import { operatorsImports } from './operators-imports.js';
import { operatorsKeys } from './operators-keys.js';
import { operatorsNumbers } from './operators-numbers.js';
import { operatorsReaders } from './operators-readers.js';
import { operatorsRelease } from './operators-release.js';
import { operatorsResults } from './operators-results.js';
import { operatorsSearches } from './operators-searches.js';
import { operatorsSending } from './operators-sending.js';
import { operatorsSignups } from './operators-signups.js';
import { operatorsSources } from './operators-sources.js';
import { operatorsSubscribers } from './operators-subscribers.js';
import { operatorsSuppressions } from './operators-suppressions.js';
import { operatorsWebhooks } from './operators-webhooks.js';
import { ownOrderApi } from './own-order.js';
import { preferencesApi } from './preferences.js';
import { previewApi } from './preview.js';
import { privateFeedsApi } from './private-feeds.js';
import { readingApi } from './reading.js';
import { refuseUnknownParameters } from './refuse-unknown-parameters.js';
import { requirePermission } from './require-permission.js';
import { searchApi } from './search.js';
import { subscribingApi } from './subscribing.js';
import { yourDataApi } from './your-data.js';

/** Everything under `/api/v1`. */
export async function api(server: WebServer, context: PageContext, limits: RateLimits): Promise<void> {
  // A form on any site can send these, and no JSON.
  server.removeContentTypeParser(['application/x-www-form-urlencoded', 'text/plain']);
  refuseUnknownParameters(server);
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
      requirePermission(operators, context);
      idempotentPosts(operators, context);
      operatorsSubscribers(operators, context);
      operatorsReaders(operators, context);
      operatorsSearches(operators, context);
      operatorsBulk(operators, context);
      operatorsSuppressions(operators, context);
      operatorsImports(operators, context);
      operatorsSignups(operators, context);
      operatorsNumbers(operators, context);
      operatorsFigures(operators, context);
      operatorsDigests(operators, context);
      operatorsDrafts(operators, context);
      operatorsCurations(operators, context);
      operatorsRelease(operators, context);
      operatorsSending(operators, context);
      operatorsResults(operators, context);
      operatorsSources(operators, context);
      operatorsFeedback(operators, context);
      operatorsCameBack(operators, context);
      operatorsKeys(operators, context);
      operatorsWebhooks(operators, context);
      operatorsAudit(operators, context);
    },
    { prefix: '/admin' },
  );
}
