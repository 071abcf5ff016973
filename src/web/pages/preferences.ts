import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import type { Texts } from '../../i18n/texts.js';
import { dateIn } from '../../model/calendar-date.js';
import type { Preferences } from '../../model/preferences.js';
import { listZones } from '../../store/subscribers/preferences.js';
import {
  changePreferences,
  completePreferences,
  mailWeekly,
  type PreferencesFault,
  pause,
  preferencesFaults,
  readPreferences,
  skipNext,
  unpause,
} from '../../subscribers/preferences.js';
import { previewRules } from '../../subscribers/preview.js';
import { changedMeanwhile } from '../forms/changed-meanwhile.js';
import { faultSentence } from '../forms/fault-sentences.js';
import { type FormBody, faultyFolds, preferencesFromForm } from '../forms/preferences-form.js';
import { preferencesFromJson } from '../forms/preferences-json.js';
import type { PageContext, WebServer } from '../http/context.js';
import { textsFor } from '../http/request-language.js';
import type { RateLimits } from '../limits/rate-limits.js';
import { claimOf } from '../links/link-claim.js';
import { gone, sendMessage } from './message-page.js';
import { contextOf } from './preferences-context.js';
import { jsonOf, type PreferencesPage, showPreferences, siteOf } from './preferences-show.js';
import { mailWayBack } from './way-back.js';

const schema = { params: Type.Object({ token: Type.String() }) };

/** What a reader chose, behind the link of every digest. Opening it changes nothing; its buttons do. */
export function preferencesPages(
  server: WebServer,
  pageContext: PageContext,
  { previews: limit, signups: signupLimit }: Pick<RateLimits, 'previews' | 'signups'>,
): void {
  const context: PreferencesPage = { ...pageContext, zones: once(() => listZones(pageContext.database)) };
  server.get('/preferences/:token', { schema }, (request, reply) =>
    showPreferences(reply, context, request.params.token, {}),
  );

  server.post('/preferences/:token', { schema }, async (request, reply) => {
    const { token } = request.params;
    return save(reply, context, token, (request.body ?? {}) as FormBody);
  });

  server.post('/preferences/:token/preview', { schema, onRequest: limit }, async (request, reply) => {
    const { token } = request.params;
    return tryOut(reply, context, token, (request.body ?? {}) as FormBody);
  });

  server.post('/preferences/:token/return', { schema, onRequest: signupLimit }, async (request, reply) => {
    const { subscriberId } = await claimOf(context, 'preferences', request.params.token);
    return mailWayBack(request, reply, context, subscriberId);
  });

  breakRoutes(server, context);
}

/** Less mail for a while, or for good: each with a button of its own. */
function breakRoutes(server: WebServer, context: PreferencesPage): void {
  pauseRoutes(server, context);
  server.post('/preferences/:token/weekly', { schema }, async (request, reply) => {
    const { token } = request.params;
    const { subscriberId } = await claimOf(context, 'preferences', token);
    const before = await readPreferences(contextOf(context), subscriberId);
    if (before === null) return sendMessage(reply.code(410), context, gone);
    await mailWeekly(contextOf(context), subscriberId, before);
    const undo = jsonOf(before);
    return showPreferences(reply, context, token, { banner: ({ t }) => t('preferences.weekly'), undo });
  });

  server.post('/preferences/:token/skip', { schema }, async (request, reply) => {
    const { token } = request.params;
    const skips = ((request.body ?? {}) as FormBody)['skip'] === 'yes' ? 1 : 0;
    await skipNext(contextOf(context), (await claimOf(context, 'preferences', token)).subscriberId, skips);
    return showPreferences(reply, context, token, {
      banner: ({ t }) => (skips === 1 ? t('preferences.skips') : t('preferences.skips-not')),
      openBreak: true,
    });
  });
}

/** Until a day, and before it is over. */
function pauseRoutes(server: WebServer, context: PreferencesPage): void {
  server.post('/preferences/:token/pause', { schema }, async (request, reply) => {
    const { token } = request.params;
    const { until, catchUp } = (request.body ?? {}) as FormBody;
    const { subscriberId } = await claimOf(context, 'preferences', token);
    const wanted = { until: String(until ?? ''), catchUp: catchUp === 'yes' };
    const done = await pause(contextOf(context), subscriberId, wanted);
    if (done)
      return showPreferences(reply, context, token, {
        banner: ({ t }) => t('preferences.paused'),
        openBreak: true,
      });
    reply.code(422);
    return showPreferences(reply, context, token, {
      faults: [textsFor(context, request).t('preferences.pause-day')],
      openBreak: true,
    });
  });

  server.post('/preferences/:token/unpause', { schema }, async (request, reply) => {
    const { token } = request.params;
    await unpause(contextOf(context), (await claimOf(context, 'preferences', token)).subscriberId);
    return showPreferences(reply, context, token, {
      banner: ({ t }) => t('preferences.unpaused'),
      openBreak: true,
    });
  });
}

/** Asks once; again where that failed. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | null = null;
  return () => {
    asked ??= ask().catch((error: unknown) => {
      asked = null;
      throw error;
    });
    return asked;
  };
}

async function save(
  reply: FastifyReply,
  context: PreferencesPage,
  token: string,
  body: FormBody,
): Promise<FastifyReply> {
  const { subscriberId } = await claimOf(context, 'preferences', token);
  const before = await readPreferences(contextOf(context), subscriberId);
  if (before === null) return sendMessage(reply.code(410), context, gone);
  const given = await preferencesFromJson(context.database, body['restore'], context.config.topics.has);
  const restored = given === null ? null : completePreferences(given);
  const { preferences, faults } = await readForm(context, body, restored);
  if (faults.length > 0) {
    reply.code(422);
    return showFaults(reply, context, token, { preferences, faults });
  }
  const basis = await preferencesFromJson(context.database, body['base'], context.config.topics.has);
  if (restored === null && basis !== null) {
    const { schedule, rules, language } = before;
    const shown = completePreferences(basis);
    const meanwhile = (texts: Texts) =>
      changedMeanwhile(texts, shown, { schedule, rules, language }, siteOf(context));
    if (meanwhile(textsFor(context, reply.request)).length > 0) {
      return showPreferences(reply.code(409), context, token, { preferences, meanwhile });
    }
  }
  await changePreferences(contextOf(context), subscriberId, preferences);
  const undo = jsonOf(before);
  return restored === null
    ? showPreferences(reply, context, token, { banner: ({ t }) => t('preferences.saved'), undo })
    : showPreferences(reply, context, token, { banner: ({ t }) => t('preferences.restored') });
}

async function readForm(context: PreferencesPage, body: FormBody, restored: Preferences | null) {
  const zones = await context.zones();
  const preferences = restored ?? preferencesFromForm(body, (zone) => zones.includes(zone));
  const faults = await preferencesFaults(context.database, preferences, context.config.topics.has);
  return { preferences, faults };
}

function showFaults(
  reply: FastifyReply,
  context: PreferencesPage,
  token: string,
  { preferences, faults }: { preferences: Preferences; faults: readonly PreferencesFault[] },
): Promise<FastifyReply> {
  const texts = textsFor(context, reply.request);
  return showPreferences(reply, context, token, {
    preferences,
    open: faultyFolds(faults),
    faults: faults.map((fault) => faultSentence(texts, fault)),
  });
}

/** What was chosen and not saved, tried on the last days; nothing of it is kept. */
async function tryOut(
  reply: FastifyReply,
  context: PreferencesPage,
  token: string,
  body: FormBody,
): Promise<FastifyReply> {
  await claimOf(context, 'preferences', token);
  const { preferences, faults } = await readForm(context, body, null);
  if (faults.length > 0) return showFaults(reply.code(422), context, token, { preferences, faults });
  const today = dateIn(context.config.digestTimezone, context.clock());
  const tried = await previewRules(context.database, preferences.rules, today);
  return showPreferences(reply, context, token, { preferences, tried });
}
