import type { Challenge } from 'altcha-lib/types';
import Type from 'typebox';
import { BroadsheetError } from '../../errors.js';
import { readCampaign } from '../../model/origin.js';
import { addressRefusal, readCarriedAddress } from '../../subscribers/carried-address.js';
import { confirmSubscription } from '../../subscribers/confirm-subscription.js';
import { type LinkStanding, linkStanding } from '../../subscribers/link-standing.js';
import {
  completePreferences,
  type GivenPreferences,
  preferencesFaults,
} from '../../subscribers/preferences.js';
import { unsubscribe } from '../../subscribers/unsubscribe.js';
import { tags } from '../api-docs.js';
import { MailLanguage, PreferencesSchema } from '../forms/preferences-schema.js';
import { takeSignup } from '../forms/take-signup.js';
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
  challengeRoute(server, context, signupLimit);
  confirmRoute(server, context);
  unsubscribeRoute(server, context);
}

const requestSchema = {
  tags: [tags.subscribing],
  summary: 'Ask for a subscription',
  description:
    'A mail with a confirm link follows where the address may be mailed; the answer is the same for every valid ' +
    'address. None follows to one that is subscribed, was asked in the last ten minutes, did not take mail in the ' +
    'last week and was asked since, or reported mail as spam and was asked in the last 30 days. While many ask, ' +
    '`delayed` is true, and a request with a proof of work goes before those without.',
  body: BodyShape({
    address: Type.String({ maxLength: 320, examples: ['reader@example.org'] }),
    preferences: Type.Optional(PreferencesSchema),
    language: Type.Optional(MailLanguage),
    from: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$',
        description:
          '1 to 40 letters, digits, dots, underscores and hyphens, of which the first is a letter or a digit: where the form stands, in your words, a campaign, never a person.',
        examples: ['spring-talk'],
      }),
    ),
    proof: Type.Optional(
      Type.String({ maxLength: 3_000, description: 'Base64 of `{"challenge": …, "solution": …}`.' }),
    ),
  }),
  response: {
    202: Type.Object({ message: Type.String(), delayed: Type.Boolean() }),
    422: ProblemShape,
    429: ProblemShape,
  },
};

function requestRoute(server: WebServer, context: PageContext, onRequest: ClientLimit): void {
  server.post('/subscribers', { schema: requestSchema, onRequest }, async (request, reply) => {
    const read = await readCarriedAddress(context.database, request.body.address);
    if (!read.ok) throw addressRefusal(read.fault);
    const preferences = (request.body.preferences ?? null) as GivenPreferences | null;
    await refuseFaults(context, preferences);
    const taken = await takeSignup(context, request, {
      address: read.parts.address,
      via: 'api',
      origin: { place: 'api', of: null, campaign: readCampaign(request.body.from) },
      language: request.body.language ?? languageOf(request),
      preferences,
      proof: request.body.proof ?? '',
      // A program cannot be shown a page; it is told.
      waits: true,
      trapped: false,
    });
    const delayed = taken !== 'taken';
    return reply.code(202).send({ message: delayed ? DELAYED : WHERE_IT_MAY, delayed });
  });
}

const WHERE_IT_MAY = 'Check the inbox: if the address may be mailed, a confirm link comes within minutes.';
const DELAYED =
  'The request is kept. Many ask at the moment: the mail with the confirm link may take an hour or more. If it has not come in a day, ask again.';

function challengeRoute(server: WebServer, context: PageContext, onRequest: ClientLimit): void {
  const schema = {
    tags: [tags.subscribing],
    summary: 'Ask for work that puts a sign-up first',
    description:
      'An ALTCHA challenge (version 2, PBKDF2/SHA-256) for this address, open for twenty minutes. It is of use while sign-ups are delayed.',
    body: BodyShape({ address: Type.String({ maxLength: 320, examples: ['reader@example.org'] }) }),
    response: {
      200: Type.Object({ challenge: Type.Unsafe<Challenge>(Type.Record(Type.String(), Type.Unknown())) }),
      422: ProblemShape,
      429: ProblemShape,
    },
  };
  server.post('/subscribers/challenge', { schema, onRequest }, async (request) => {
    const read = await readCarriedAddress(context.database, request.body.address);
    if (!read.ok) throw addressRefusal(read.fault);
    return { challenge: await context.proofs.ask(read.parts.address) };
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
    if (result === 'gone') {
      const { kind } = await linkStanding(context.database, subscriberId, serial);
      throw new BroadsheetError('NOT_FOUND', WHY_NOT[kind] ?? 'There is no subscription behind this link.');
    }
    if (result === 'confirmed') await context.queues.sendNotices();
    return { result };
  });
}

/** By what is true of the subscription behind a link that confirms nothing any more. */
const WHY_NOT: Readonly<Partial<Record<LinkStanding['kind'], string>>> = {
  left: 'The reader has left since; ask for a subscription to get a new link.',
  bounced:
    'The address did not take mail since; ask for a subscription to get a new link, at most one a week.',
  complained:
    'Mail was reported as spam since; ask for a subscription to get a new link, at most one in 30 days.',
  stopped: 'The operator keeps this address from being mailed.',
};

function unsubscribeRoute(server: WebServer, context: PageContext): void {
  const schema = {
    tags: [tags.subscribing],
    summary: 'Unsubscribe',
    description: 'Takes effect at once; repeating it is harmless.',
    body: TokenBody,
    response: { 200: Result('left', 'already', 'gone'), 400: ProblemShape },
  };
  server.post('/subscribers/unsubscribe', { schema }, async (request) => {
    const { subscriberId, serial: digestId } = signedClaimOf(context, 'unsubscribe', request.body.token);
    const now = context.clock();
    const result = await unsubscribe(context.database, { subscriberId, via: 'api', digestId, now });
    if (result === 'left') await context.queues.sendNotices();
    return { result };
  });
}
