import type { FastifyReply } from 'fastify';
import type { Texts } from '../../i18n/texts.js';
import { addDays, dateIn } from '../../model/calendar-date.js';
import { dataRequestUrl, preferencesUrl, unsubscribeUrl } from '../../model/links.js';
import type { Preferences, ScheduleDefaults } from '../../model/preferences.js';
import { findWatch } from '../../store/feedback/watches.js';
import { findOrderChoice } from '../../store/tastes/order-choices.js';
import { type ReadersPreferences, readPreferences } from '../../subscribers/preferences.js';
import type { PreviewDay } from '../../subscribers/preview.js';
import type { MeanwhileChange } from '../forms/changed-meanwhile.js';
import { type FaultyFolds, languageFields, rulesFields, scheduleFields } from '../forms/preferences-form.js';
import type { PageContext } from '../http/context.js';
import { claimOf } from '../links/link-claim.js';
import { readerToken } from '../links/reader-token.js';
import { nextMailSentence } from '../sentences/next-mail.js';
import { gone, sendMessage, todaysDateline } from './message-page.js';
import { contextOf } from './preferences-context.js';
import { previewView } from './preview-view.js';
import { sendPage } from './send-page.js';
import { leftMessage } from './way-back.js';

/** PostgreSQL reads its time zones from files, and they stay the same while it runs. */
export interface PreferencesPage extends PageContext {
  readonly zones: () => Promise<readonly string[]>;
}

export interface Shown {
  readonly banner?: (texts: Texts) => string;
  /** The preferences of before as JSON, where the banner offers them. */
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

/** What readers have who chose no time. */
export function siteOf({ config }: PageContext): ScheduleDefaults {
  return { time: config.digestTime, timeZone: config.digestTimezone };
}

/** What a form carries of the preferences that it was filled from. */
export function jsonOf({ schedule, rules, language }: ReadersPreferences): string {
  return JSON.stringify({ schedule, rules, language });
}

/** The page of all preferences; to who left, since when that is, and the way back. */
export async function showPreferences(
  reply: FastifyReply,
  context: PreferencesPage,
  token: string,
  shown: Shown,
): Promise<FastifyReply> {
  const claim = await claimOf(context, 'preferences', token);
  const { subscriberId } = claim;
  const reader = await readPreferences(contextOf(context), subscriberId);
  if (reader === null) return sendMessage(reply.code(410), context, gone);
  if (reader.state === 'unsubscribed') {
    return sendMessage(reply, context, (texts) =>
      leftMessage(texts, reader.stateChangedAt, `${preferencesUrl('', token)}/return`),
    );
  }
  const { clock, zones } = context;
  const knownZones = await zones();
  const { personalSince } = await findOrderChoice(context.database, subscriberId);
  const watch = await findWatch(context.database, subscriberId);
  reply.header('cache-control', 'no-store');
  return sendPage(reply, context, 'preferences', (texts) => ({
    ...formView(texts, context, { reader, zones: knownZones }, shown),
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
    unsubscribe: unsubscribeUrl('', readerToken(context, 'unsubscribe', claim)),
    data: dataRequestUrl('', token),
  }));
}

/** The form of all that is saved together, and what is told above it. */
function formView(
  texts: Texts,
  context: PreferencesPage,
  { reader, zones }: { readonly reader: ReadersPreferences; readonly zones: readonly string[] },
  { banner, undo, faults = [], preferences, open, meanwhile, tried }: Shown,
) {
  const site = siteOf(context);
  const around = { zones, site, ...(open === undefined ? {} : { open }) };
  return {
    banner: banner?.(texts) ?? null,
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
