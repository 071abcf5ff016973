import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import type { Texts } from '../../i18n/texts.js';
import { addDays, dateIn } from '../../model/calendar-date.js';
import { dataRequestUrl, preferencesUrl, unsubscribeUrl } from '../../model/links.js';
import type { Preferences, ScheduleDefaults } from '../../model/preferences.js';
import { makeLinkToken } from '../../signing/link-token.js';
import { findWatch } from '../../store/feedback/watches.js';
import { listZones } from '../../store/subscribers/preferences.js';
import { findOrderChoice } from '../../store/tastes/order-choices.js';
import {
  changePreferences,
  completePreferences,
  mailWeekly,
  type PreferencesFault,
  pause,
  preferencesFaults,
  type ReadersPreferences,
  readPreferences,
  skipNext,
  unpause,
} from '../../subscribers/preferences.js';
import { type PreviewDay, previewRules } from '../../subscribers/preview.js';
import { changedMeanwhile, type MeanwhileChange } from '../forms/changed-meanwhile.js';
import { faultSentence } from '../forms/fault-sentences.js';
import {
  type FaultyFolds,
  type FormBody,
  faultyFolds,
  languageFields,
  preferencesFromForm,
  rulesFields,
  scheduleFields,
} from '../forms/preferences-form.js';
import { preferencesFromJson } from '../forms/preferences-json.js';
import type { PageContext, WebServer } from '../http/context.js';
import { textsFor } from '../http/request-language.js';
import type { RateLimits } from '../limits/rate-limits.js';
import { claimOf } from '../links/link-claim.js';
import { nextMailSentence } from '../sentences/next-mail.js';
import { gone, sendMessage, todaysDateline } from './message-page.js';
import { contextOf } from './preferences-context.js';
import { previewView } from './preview-view.js';
import { sendPage } from './send-page.js';
import { leftMessage, mailWayBack } from './way-back.js';

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
  readonly open?: FaultyFolds;
  /** What was changed elsewhere since the page was opened. */
  readonly meanwhile?: (texts: Texts) => readonly MeanwhileChange[];
  /** What the last days would have brought under what the fields show. */
  readonly tried?: readonly PreviewDay[];
  /** Whether the fold about a break is what it is about. */
  readonly openBreak?: boolean;
}

/** What a reader chose, behind the link of every digest. Opening it changes nothing; its buttons do. */
export function preferencesPages(
  server: WebServer,
  pageContext: PageContext,
  { previews: limit, signups: signupLimit }: Pick<RateLimits, 'previews' | 'signups'>,
): void {
  const context: PreferencesPage = { ...pageContext, zones: once(() => listZones(pageContext.database)) };
  server.get('/preferences/:token', { schema }, (request, reply) =>
    show(reply, context, request.params.token, {}),
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

  server.post('/preferences/:token/pause', { schema }, async (request, reply) => {
    const { token } = request.params;
    const { until, catchUp } = (request.body ?? {}) as FormBody;
    const { subscriberId } = await claimOf(context, 'preferences', token);
    const wanted = { until: String(until ?? ''), catchUp: catchUp === 'yes' };
    const done = await pause(contextOf(context), subscriberId, wanted);
    if (done)
      return show(reply, context, token, { notice: ({ t }) => t('preferences.paused'), openBreak: true });
    reply.code(422);
    return show(reply, context, token, {
      faults: [textsFor(context, request).t('preferences.pause-day')],
      openBreak: true,
    });
  });

  server.post('/preferences/:token/weekly', { schema }, async (request, reply) => {
    const { token } = request.params;
    const { subscriberId } = await claimOf(context, 'preferences', token);
    const before = await readPreferences(contextOf(context), subscriberId);
    if (before === null) return sendMessage(reply.code(410), context, gone);
    await mailWeekly(contextOf(context), subscriberId);
    const undo = jsonOf(before);
    return show(reply, context, token, { notice: ({ t }) => t('preferences.weekly'), undo });
  });

  server.post('/preferences/:token/unpause', { schema }, async (request, reply) => {
    const { token } = request.params;
    await unpause(contextOf(context), (await claimOf(context, 'preferences', token)).subscriberId);
    return show(reply, context, token, {
      notice: ({ t }) => t('preferences.unpaused'),
      openBreak: true,
    });
  });

  server.post('/preferences/:token/skip', { schema }, async (request, reply) => {
    const { token } = request.params;
    const skips = ((request.body ?? {}) as FormBody)['skip'] === 'yes' ? 1 : 0;
    await skipNext(contextOf(context), (await claimOf(context, 'preferences', token)).subscriberId, skips);
    return show(reply, context, token, {
      notice: ({ t }) => (skips === 1 ? t('preferences.skips') : t('preferences.skips-not')),
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
    return showFaults(reply, context, token, preferences, faults);
  }
  const basis = await preferencesFromJson(context.database, body['base'], context.config.topics.has);
  if (restored === null && basis !== null) {
    const { schedule, rules, language } = before;
    const shown = completePreferences(basis);
    const meanwhile = (texts: Texts) =>
      changedMeanwhile(texts, shown, { schedule, rules, language }, siteOf(context));
    if (meanwhile(textsFor(context, reply.request)).length > 0) {
      return show(reply.code(409), context, token, { preferences, meanwhile });
    }
  }
  await changePreferences(contextOf(context), subscriberId, preferences);
  const undo = jsonOf(before);
  return restored === null
    ? show(reply, context, token, { notice: ({ t }) => t('preferences.saved'), undo })
    : show(reply, context, token, { notice: ({ t }) => t('preferences.restored') });
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
  preferences: Preferences,
  faults: readonly PreferencesFault[],
): Promise<FastifyReply> {
  const texts = textsFor(context, reply.request);
  return show(reply, context, token, {
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
  if (faults.length > 0) return showFaults(reply.code(422), context, token, preferences, faults);
  const today = dateIn(context.config.digestTimezone, context.clock());
  const tried = await previewRules(context.database, preferences.rules, today);
  return show(reply, context, token, { preferences, tried });
}

function siteOf({ config }: PageContext): ScheduleDefaults {
  return { time: config.digestTime, timeZone: config.digestTimezone };
}

function jsonOf({ schedule, rules, language }: ReadersPreferences): string {
  return JSON.stringify({ schedule, rules, language });
}

async function show(
  reply: FastifyReply,
  context: PreferencesPage,
  token: string,
  shown: Shown,
): Promise<FastifyReply> {
  const claim = await claimOf(context, 'preferences', token);
  const { subscriberId, addressVersion } = claim;
  const reader = await readPreferences(contextOf(context), subscriberId);
  if (reader === null) return sendMessage(reply.code(410), context, gone);
  if (reader.state === 'unsubscribed') {
    return sendMessage(reply, context, (texts) =>
      leftMessage(texts, reader.stateChangedAt, `${preferencesUrl('', token)}/return`),
    );
  }
  const { clock, secretKeys, zones } = context;
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
    ...formView(texts, context, reader, knownZones, shown),
    dateline: todaysDateline(context, texts),
    action: preferencesUrl('', token),
    watched:
      watch === null
        ? null
        : texts.t('preferences.on-watch', { at: texts.dates.long(dateIn('UTC', watch.at)) }),
    paused: pausedWords(texts, reader),
    pausedShort: reader.pause === null ? '' : texts.dates.long(reader.pause.until),
    openBreak: shown.openBreak === true,
    skips: reader.skips,
    hasOwnOrder: personalSince !== null,
    address: reader.state === 'active' || reader.state === 'paused' ? reader.address : null,
    firstDay: addDays(dateIn('UTC', clock()), 1),
    unsubscribe: unsubscribeUrl('', makeLinkToken(secretKeys, leaving)),
    data: dataRequestUrl('', token),
  }));
}

/** The form of all that is saved together, and what is told above it. */
function formView(
  texts: Texts,
  context: PreferencesPage,
  reader: ReadersPreferences,
  zones: readonly string[],
  { notice, undo, faults = [], preferences, open, meanwhile, tried }: Shown,
) {
  const site = siteOf(context);
  const around = { zones, site, ...(open === undefined ? {} : { open }) };
  return {
    notice: notice?.(texts) ?? null,
    undo: undo ?? null,
    faults,
    meanwhile: meanwhile?.(texts) ?? [],
    basis: jsonOf(reader),
    sentence: nextMailSentence(texts, reader, site.timeZone),
    schedule: scheduleFields(texts, preferences?.schedule ?? reader.schedule, around),
    rules: rulesFields(texts, preferences?.rules ?? reader.rules, context.config.topics, open),
    mailLanguages: languageFields(context.texts, preferences?.language ?? reader.language),
    preview: tried === undefined ? null : previewView(texts, tried),
  };
}

function pausedWords({ t, dates }: Texts, { pause: held }: ReadersPreferences): string | null {
  if (held === null) return null;
  const catchUp = held.catchUp ? 'yes' : 'no';
  return t('preferences.paused-until', { day: dates.long(held.until), catchUp });
}
