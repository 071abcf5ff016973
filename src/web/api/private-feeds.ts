import Type from 'typebox';
import { BroadsheetError } from '../../errors.js';
import { changePrivateFeeds, findPrivateFeeds } from '../../store/subscribers/private-feeds.js';
import { tags } from '../api-docs.js';
import type { PageContext, WebServer } from '../http/context.js';
import type { ReaderLimit } from '../limits/rate-limits.js';
import { feedLinks } from '../links/feed-links.js';
import { claimOf } from '../links/link-claim.js';
import { BodyShape, ProblemShape } from './shapes.js';

const body = BodyShape({
  token: Type.String({ maxLength: 200, description: 'The end of the link to answer in a digest.' }),
});
const response = {
  200: Type.Object({ atom: Type.String(), json: Type.String() }),
  400: ProblemShape,
  404: ProblemShape,
  410: ProblemShape,
};

/** The addresses of a reader's own feeds, and new ones. */
export function privateFeedsApi(server: WebServer, context: PageContext, limit: ReaderLimit): void {
  const shown = { tags: [tags.subscribing], summary: 'The addresses of private feeds', body, response };
  server.post('/feeds', { schema: shown }, async (request, reply) => {
    const { subscriberId } = await claimOf(context, 'answer', request.body.token);
    reply.header('cache-control', 'no-store');
    return addresses(context, subscriberId);
  });

  const changed = {
    tags: [tags.subscribing],
    summary: 'Change the addresses of private feeds',
    description: 'The former ones stop working at once.',
    body,
    response: { ...response, 429: ProblemShape },
  };
  server.post('/feeds/change', { schema: changed }, async (request) => {
    const { subscriberId } = await claimOf(context, 'answer', request.body.token);
    await limit(request, subscriberId);
    await changePrivateFeeds(context.database, subscriberId, context.clock());
    return addresses(context, subscriberId);
  });
}

async function addresses(context: PageContext, subscriberId: number) {
  const known = await findPrivateFeeds(context.database, subscriberId);
  if (known === null) throw new BroadsheetError('NOT_FOUND', 'The address is not on the list any more.');
  return feedLinks(context, subscriberId, known);
}
