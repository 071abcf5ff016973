import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { BroadsheetError } from '../../errors.js';
import { topicWords } from '../../i18n/topic-words.js';
import { defaultLanguage } from '../../model/language.js';
import { readingOrders } from '../../model/reading-order.js';
import { findOrderChoice } from '../../store/tastes/order-choices.js';
import {
  changePreferences,
  completePreferences,
  type GivenPreferences,
  pause,
  preferencesFaults,
  type ReadersPreferences,
  readPreferences,
  skipNext,
  unpause,
} from '../../subscribers/preferences.js';
import { tags } from '../api-docs.js';
import { MailLanguage, PreferencesSchema, RulesSchema, ScheduleSchema } from '../forms/preferences-schema.js';
import type { PageContext, WebServer } from '../http/context.js';
import { bearerTokenOf, claimOf } from '../links/link-claim.js';
import { contextOf } from '../pages/preferences-context.js';
import { BodyShape, Day, ProblemShape } from './shapes.js';

const Shape = Type.Object({
  state: Type.String(),
  schedule: ScheduleSchema,
  rules: RulesSchema,
  language: MailLanguage,
  order: Type.Enum([...readingOrders], { description: 'Changed by `PUT /api/v1/preferences/order`.' }),
  pause: Type.Union([Type.Object({ until: Day, catchUp: Type.Boolean() }), Type.Null()]),
  skips: Type.Integer({ description: 'How many of the next digests are passed over.' }),
  nextAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
    description: 'The first time at which a digest can come; past where that one is late.',
  }),
});
const reader = {
  tags: [tags.subscribing],
  description: 'The token is the end of the link to the preferences in any digest: `Authorization: Bearer`.',
};
const faults = { 400: ProblemShape, 401: ProblemShape, 404: ProblemShape, 410: ProblemShape };

/** The preferences page for programs. A token belongs in a header and in no log of addresses. */
export function preferencesApi(server: WebServer, context: PageContext): void {
  readRoute(server, context);
  writeRoute(server, context);
  pauseRoutes(server, context);
  topicsRoute(server, context);
}

function readRoute(server: WebServer, context: PageContext): void {
  const schema = { ...reader, summary: 'Your preferences', response: { 200: Shape, ...faults } };
  server.get('/preferences', { schema }, async (request) =>
    answerOf(context, await readerOf(context, request)),
  );
}

function writeRoute(server: WebServer, context: PageContext): void {
  const schema = {
    ...reader,
    summary: 'Change your preferences',
    description: `${reader.description} What is absent is as it is for everybody; the language stays as it is.`,
    body: PreferencesSchema,
    response: { 200: Shape, ...faults },
  };
  server.put('/preferences', { schema }, async (request) => {
    const subscriberId = await readerOf(context, request);
    const preferences = completePreferences(request.body as GivenPreferences);
    const found = await preferencesFaults(context.database, preferences, context.config.topics.has);
    if (found.length > 0) {
      const message = found.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; ');
      throw new BroadsheetError('INPUT_INVALID', message);
    }
    await changePreferences(contextOf(context), subscriberId, preferences);
    return answerOf(context, subscriberId);
  });
}

function pauseRoutes(server: WebServer, context: PageContext): void {
  const wanted = BodyShape({ until: Day, catchUp: Type.Boolean({ default: false }) });
  const shape = { response: { 200: Shape, ...faults } };
  const pausing = { ...reader, ...shape, summary: 'Pause until a day', body: wanted };
  server.put('/preferences/pause', { schema: pausing }, async (request) => {
    const subscriberId = await readerOf(context, request);
    if (!(await pause(contextOf(context), subscriberId, request.body))) {
      throw new BroadsheetError('INPUT_INVALID', 'Choose a day from tomorrow on, within a year.');
    }
    return answerOf(context, subscriberId);
  });
  server.delete(
    '/preferences/pause',
    { schema: { ...reader, ...shape, summary: 'End a pause' } },
    async (request) => {
      const subscriberId = await readerOf(context, request);
      await unpause(contextOf(context), subscriberId);
      return answerOf(context, subscriberId);
    },
  );
  const skip = BodyShape({ skips: Type.Enum([0, 1]) });
  const skipping = { ...reader, ...shape, summary: 'Skip the next digest, or take that back', body: skip };
  server.put('/preferences/skips', { schema: skipping }, async (request) => {
    const subscriberId = await readerOf(context, request);
    await skipNext(contextOf(context), subscriberId, request.body.skips === 1 ? 1 : 0);
    return answerOf(context, subscriberId);
  });
}

function topicsRoute(server: WebServer, { texts, config: { topics } }: PageContext): void {
  const Topic = Type.Object({ name: Type.String(), label: Type.String(), definition: Type.String() });
  const schema = {
    tags: [tags.reading],
    summary: 'Topics that rules may follow or mute',
    response: { 200: Type.Object({ topics: Type.Array(Topic) }) },
  };
  server.get('/topics', { schema }, async () => ({
    topics: topics.names.map((name) => ({ name, ...topicWords(texts[defaultLanguage], topics, name) })),
  }));
}

async function readerOf(context: PageContext, request: FastifyRequest): Promise<number> {
  return (await claimOf(context, 'preferences', bearerTokenOf(request))).subscriberId;
}

async function answerOf(context: PageContext, subscriberId: number) {
  const found = await readPreferences(contextOf(context), subscriberId);
  if (found === null) throw new BroadsheetError('NOT_FOUND', 'The address is not on the list any more.');
  const { personalSince } = await findOrderChoice(context.database, subscriberId);
  return { ...shapeOf(found), order: personalSince === null ? ('common' as const) : ('personal' as const) };
}

function shapeOf({ state, schedule, rules, language, pause: held, skips, next }: ReadersPreferences) {
  const terms = (side: 'follow' | 'mute') => ({
    topics: [...rules[side].topics],
    categories: [...rules[side].categories],
    keywords: [...rules[side].keywords],
    authors: [...rules[side].authors],
    organisations: [...rules[side].organisations],
  });
  return {
    state,
    schedule: { ...schedule, weekdays: [...schedule.weekdays] },
    rules: { ...rules, follow: terms('follow'), mute: terms('mute') },
    language,
    pause: held,
    skips,
    nextAt: next?.at.toISOString() ?? null,
  };
}
