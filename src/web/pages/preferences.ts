import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import type { Texts } from '../../i18n/texts.js';
import { addDays, dateIn } from '../../model/calendar-date.js';
import { dataRequestUrl, preferencesUrl, unsubscribeUrl } from '../../model/links.js';
import type { Preferences } from '../../model/preferences.js';
import { makeLinkToken } from '../../signing/link-token.js';
import { findWatch } from '../../store/feedback/watches.js';
import { listZones } from '../../store/subscribers/preferences.js';
import { findOrderChoice } from '../../store/tastes/order-choices.js';
import {
  changePreferences,
  completePreferences,
  mailWeekly,
  type PreferencesContext,
  pause,
  preferencesFaults,
  type ReadersPreferences,
  readPreferences,
  skipNext,
  unpause,
} from '../../subscribers/preferences.js';
import { faultSentence } from '../forms/fault-sentences.js';
import {
  type FormBody,
  languageFields,
  preferencesFromForm,
  rulesFields,
  scheduleFields,
} from '../forms/preferences-form.js';
import { preferencesFromJson } from '../forms/preferences-json.js';
import type { PageContext, WebServer } from '../http/context.js';
import { textsFor } from '../http/request-language.js';
import { claimOf } from '../links/link-claim.js';
import { nextMailSentence } from '../sentences/next-mail.js';
import { gone, sendMessage, todaysDateline } from './message-page.js';
import { sendPage } from './send-page.js';

const schema = { params: Type.Object({ token: Type.String() }) };

/** PostgreSQL reads its time zones from files, and they stay the same while it runs. */
interface PreferencesPage extends PageContext {
  readonly zones: () => Promise<readonly string[]>;
}

interface Shown {
  readonly notice?: (texts: Texts) => string;
  /** The preferences of before as JSON, where the notice offers them. */
  readonly undo?: string;
  readonly faults?: readonly string[];
  /** What the fields show; what is kept where absent. */
  readonly preferences?: Preferences;
}

/** What a reader chose, behind the link of every digest. Opening it changes nothing; its buttons do. */
export function preferencesPages(server: WebServer, pageContext: PageContext): void {
  const context: PreferencesPage = { ...pageContext, zones: once(() => listZones(pageContext.database)) };
  server.get('/preferences/:token', { schema }, (request, reply) =>
    show(reply, context, request.params.token, {}),
  );

  server.post('/preferences/:token', { schema }, async (request, reply) => {
    const { token } = request.params;
    return save(reply, context, token, (request.body ?? {}) as FormBody);
  });

  server.post('/preferences/:token/pause', { schema }, async (request, reply) => {
    const { token } = request.params;
    const { until, catchUp } = (request.body ?? {}) as FormBody;
    const { subscriberId } = await claimOf(context, 'preferences', token);
    const wanted = { until: String(until ?? ''), catchUp: catchUp === 'yes' };
    const done = await pause(contextOf(context), subscriberId, wanted);
    if (done) return show(reply, context, token, { notice: ({ t }) => t('preferences.paused') });
    reply.code(422);
    return show(reply, context, token, { faults: [textsFor(context, request).t('preferences.pause-day')] });
  });

  server.post('/preferences/:token/weekly', { schema }, async (request, reply) => {
    const { token } = request.params;
    const { subscriberId } = await claimOf(context, 'preferences', token);
    const before = await readPreferences(contextOf(context), subscriberId);
    if (before === null) return sendMessage(reply.code(410), context, gone);
    const { rules } = before;
    await mailWeekly(contextOf(context), subscriberId);
    const undo = JSON.stringify({ schedule: before.schedule, rules, language: before.language });
    return show(reply, context, token, { notice: ({ t }) => t('preferences.weekly'), undo });
  });

  server.post('/preferences/:token/unpause', { schema }, async (request, reply) => {
    const { token } = request.params;
    await unpause(contextOf(context), (await claimOf(context, 'preferences', token)).subscriberId);
    return show(reply, context, token, { notice: ({ t }) => t('preferences.unpaused') });
  });

  server.post('/preferences/:token/skip', { schema }, async (request, reply) => {
    const { token } = request.params;
    const skips = ((request.body ?? {}) as FormBody)['skip'] === 'yes' ? 1 : 0;
    await skipNext(contextOf(context), (await claimOf(context, 'preferences', token)).subscriberId, skips);
    return show(reply, context, token, {
      notice: ({ t }) => (skips === 1 ? t('preferences.skips') : t('preferences.skips-not')),
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

/** What `src/subscribers` is given. */
export function contextOf({ database, config, clock }: PageContext): PreferencesContext {
  return { database, defaults: { time: config.digestTime, timeZone: config.digestTimezone }, now: clock() };
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
  const preferences = restored ?? preferencesFromForm(body);
  const faults = await preferencesFaults(context.database, preferences, context.config.topics.has);
  if (faults.length > 0) {
    reply.code(422);
    return show(reply, context, token, {
      preferences,
      faults: faults.map((fault) => faultSentence(textsFor(context, reply.request), fault)),
    });
  }
  await changePreferences(contextOf(context), subscriberId, preferences);
  const undo = JSON.stringify({ schedule: before.schedule, rules: before.rules, language: before.language });
  return restored === null
    ? show(reply, context, token, { notice: ({ t }) => t('preferences.saved'), undo })
    : show(reply, context, token, { notice: ({ t }) => t('preferences.restored') });
}

async function show(
  reply: FastifyReply,
  context: PreferencesPage,
  token: string,
  { notice, undo, faults = [], preferences }: Shown,
): Promise<FastifyReply> {
  const claim = await claimOf(context, 'preferences', token);
  const { subscriberId, addressVersion } = claim;
  const reader = await readPreferences(contextOf(context), subscriberId);
  if (reader === null) return sendMessage(reply.code(410), context, gone);
  const { config, clock, secretKeys, zones } = context;
  const leaving = {
    purpose: 'unsubscribe',
    subscriberId,
    addressVersion,
    serial: 0,
    issuedAt: clock(),
  } as const;
  const knownZones = await zones();
  const { personalSince } = await findOrderChoice(context.database, subscriberId);
  const watch = await findWatch(context.database, subscriberId);
  reply.header('cache-control', 'no-store');
  return sendPage(reply, context, 'preferences', (texts) => ({
    dateline: todaysDateline(context, texts),
    action: preferencesUrl('', token),
    notice: notice?.(texts) ?? null,
    undo: undo ?? null,
    faults,
    sentence: nextMailSentence(texts, reader, config.digestTimezone),
    schedule: scheduleFields(
      texts,
      preferences?.schedule ?? reader.schedule,
      knownZones,
      config.digestTime,
      config.digestTimezone,
    ),
    rules: rulesFields(texts, preferences?.rules ?? reader.rules, context.config.topics),
    mailLanguages: languageFields(context.texts, preferences?.language ?? reader.language),
    watched:
      watch === null
        ? null
        : texts.t('preferences.on-watch', { at: texts.dates.long(dateIn('UTC', watch.at)) }),
    paused: pausedWords(texts, reader),
    skips: reader.skips,
    hasOwnOrder: personalSince !== null,
    address: reader.state === 'active' || reader.state === 'paused' ? reader.address : null,
    firstDay: addDays(dateIn('UTC', clock()), 1),
    unsubscribe: unsubscribeUrl('', makeLinkToken(secretKeys, leaving)),
    data: dataRequestUrl('', token),
  }));
}

function pausedWords({ t, dates }: Texts, { pause: held }: ReadersPreferences): string | null {
  if (held === null) return null;
  const catchUp = held.catchUp ? 'yes' : 'no';
  return t('preferences.paused-until', { day: dates.long(held.until), catchUp });
}
