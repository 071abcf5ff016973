import Type from 'typebox';
import { BroadsheetError } from '../../errors.js';
import { readTypedAddress } from '../../model/typed-address.js';
import { confirmSubscription } from '../../subscribers/confirm-subscription.js';
import {
  completePreferences,
  type GivenPreferences,
  preferencesFaults,
} from '../../subscribers/preferences.js';
import { requestSubscription } from '../../subscribers/request-subscription.js';
import { unsubscribe } from '../../subscribers/unsubscribe.js';
import { tags } from '../api-docs.js';
import { MailLanguage, PreferencesSchema } from '../forms/preferences-schema.js';
import type { PageContext, WebServer } from '../http/context.js';
import { languageOf } from '../http/request-language.js';
import type { ClientLimit } from '../limits/rate-limits.js';
import { clientHash } from '../links/client-hash.js';
import { claimOf, signedClaimOf } from '../links/link-claim.js';
import { BodyShape, ProblemShape } from './shapes.js';

const TokenBody = BodyShape({
  token: Type.String({ maxLength: 200, description: 'The end of the link in the mail.' }),
});
const Result = (...results: string[]) => Type.Object({ result: Type.Enum(results) });

export function subscribingApi(server: WebServer, context: PageContext, signupLimit: ClientLimit): void {
  requestRoute(server, context, signupLimit);
  confirmRoute(server, context);
  unsubscribeRoute(server, context);
}

function requestRoute(server: WebServer, context: PageContext, onRequest: ClientLimit): void {
  const schema = {
    tags: [tags.subscribing],
    summary: 'Ask for a subscription',
    description: 'A mail with a confirm link follows. The answer is the same for every valid address.',
    body: BodyShape({
      address: Type.String({ maxLength: 320, examples: ['reader@example.org'] }),
      preferences: Type.Optional(PreferencesSchema),
      language: Type.Optional(MailLanguage),
    }),
    response: { 202: Type.Object({ message: Type.String() }), 422: ProblemShape, 429: ProblemShape },
  };
  server.post('/subscribers', { schema, onRequest }, async (request, reply) => {
    const read = readTypedAddress(request.body.address);
    if (!read.ok) {
      throw new BroadsheetError('ADDRESS_INVALID', 'This is not an address that mail can be sent to.');
    }
    const preferences = (request.body.preferences ?? null) as GivenPreferences | null;
    await refuseFaults(context, preferences);
    await requestSubscription(context.database, {
      address: read.parts.address,
      via: 'api',
      language: request.body.language ?? languageOf(request),
      clientHash: clientHash(context.keyring, request.ip),
      preferences,
    });
    await context.queues.processSignups();
    return reply.code(202).send({ message: 'Check the inbox: a mail with a confirm link is on its way.' });
  });
}

async function refuseFaults(
  { database, config }: PageContext,
  preferences: GivenPreferences | null,
): Promise<void> {
  const faults = await preferencesFaults(database, completePreferences(preferences ?? {}), config.topics.has);
  if (faults.length === 0) return;
  const message = faults.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; ');
  throw new BroadsheetError('INPUT_INVALID', message);
}

function confirmRoute(server: WebServer, context: PageContext): void {
  const schema = {
    tags: [tags.subscribing],
    summary: 'Confirm a subscription',
    body: TokenBody,
    response: { 200: Result('confirmed', 'already'), 400: ProblemShape, 410: ProblemShape },
  };
  server.post('/subscribers/confirm', { schema }, async (request) => {
    const { subscriberId, serial } = await claimOf(context, 'confirm', request.body.token);
    const now = context.clock();
    const client = clientHash(context.keyring, request.ip);
    const change = { subscriberId, serial, via: 'api', clientHash: client, now } as const;
    const result = await confirmSubscription(context.database, change);
    if (result === 'superseded') {
      throw new BroadsheetError('TOKEN_REPLACED', 'A newer link was sent; use that one.');
    }
    if (result === 'gone') throw new BroadsheetError('NOT_FOUND', 'The address is not on the list any more.');
    if (result === 'confirmed') await context.queues.sendNotices();
    return { result };
  });
}

function unsubscribeRoute(server: WebServer, context: PageContext): void {
  const schema = {
    tags: [tags.subscribing],
    summary: 'Unsubscribe',
    description: 'Takes effect at once; repeating it is harmless.',
    body: TokenBody,
    response: { 200: Result('left', 'already', 'gone'), 400: ProblemShape },
  };
  server.post('/subscribers/unsubscribe', { schema }, async (request) => {
    const { subscriberId } = signedClaimOf(context, 'unsubscribe', request.body.token);
    const result = await unsubscribe(context.database, { subscriberId, via: 'api', now: context.clock() });
    if (result === 'left') await context.queues.sendNotices();
    return { result };
  });
}
