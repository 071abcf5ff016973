import type { TextName } from '../../../i18n/text-keys.js';
import type { Texts } from '../../../i18n/texts.js';
import type { ScheduleDefaults } from '../../../model/preferences.js';
import { liftedByPersonAlone } from '../../../model/subscriber.js';
import type { Database } from '../../../store/database.js';
import { findImport } from '../../../store/imports/imports.js';
import { findAddressChange } from '../../../store/subscribers/address-changes.js';
import { type ExportedReader, readExportedReaders } from '../../../store/subscribers/exported-readers.js';
import { readStanding } from '../../../store/subscribers/reader-standing.js';
import { addressRecord } from '../../../subscribers/address-record.js';
import { consentWordings } from '../../../subscribers/consent-wording.js';
import { type ReadersPreferences, readPreferences } from '../../../subscribers/preferences.js';
import { whyNothing } from '../../../subscribers/why-nothing.js';
import { scheduleSummary } from '../../forms/fold-summaries.js';
import type { AdminContext } from '../admin-context.js';
import { doneSentence, queryOf } from '../fields.js';
import { sendAdmin } from '../send-admin.js';
import type { OwnTurn } from '../turn.js';
import { historyRows } from './history-words.js';
import { idOf, noReader } from './reader-id.js';
import { rulesWords } from './rules-words.js';
import { whySentence } from './why-sentence.js';

const DONE = [
  'left',
  'not-left',
  'asked',
  'not-asked',
  'sent-newest',
  'not-sent-newest',
  'no-newest',
  'lifted',
  'not-lifted',
] as const;

/** `/admin/readers/<id>`: all that is known of a reader; above it, why they got their newest digest or did not. */
export async function sendReader(turn: OwnTurn, context: AdminContext, fault: string | null) {
  const { database, config, keyring } = context;
  const id = idOf(turn.request);
  const now = context.clock();
  const defaults: ScheduleDefaults = { time: config.digestTime, timeZone: config.digestTimezone };
  const [standing, preferences, [reader], change, { history }] = await Promise.all([
    readStanding(database, id),
    readPreferences({ database, defaults, now }, id),
    readExportedReaders(database, [id]),
    findAddressChange(database, id),
    addressRecord(database, keyring, { id }),
  ]);
  if (standing === null || preferences === null || reader === undefined) throw noReader();
  const wording = await wordingShown(database, reader.consentWording);
  const why = whyNothing(standing, defaults, now);
  return sendAdmin(turn, context, 'admin/reader', (texts) => ({
    id,
    fault,
    address: reader.address,
    done: doneSentence(texts, queryOf(turn.request, 'done'), DONE),
    why: whySentence(texts, why, defaults.timeZone),
    facts: factLines(texts, {
      ...{ reader, wording, preferences, defaults, standing },
      hasChange: change?.wanted != null,
    }),
    rules: rulesWords(texts, preferences.rules),
    history: historyRows(texts, history),
    acts: actsOf(turn, reader),
  }));
}

/** What may be done, and is of use as things stand. */
function actsOf({ visit }: OwnTurn, { state, suppressed }: ExportedReader) {
  const { permissions } = visit.actor;
  const mayWrite = permissions.has('subscribers:write');
  return {
    unsubscribe: mayWrite && ['pending', 'active', 'paused'].includes(state),
    resend: mayWrite && state === 'pending',
    send: mayWrite && state === 'active' && suppressed === null,
    lift: permissions.has('suppressions:lift') && suppressed !== null && !liftedByPersonAlone.has(suppressed),
    export: permissions.has('subscribers:export'),
    erase: permissions.has('subscribers:erase'),
  };
}

interface Known {
  readonly reader: ExportedReader;
  /** What they were told when they agreed; null where nothing says so. */
  readonly wording: string | null;
  readonly preferences: ReadersPreferences;
  readonly defaults: ScheduleDefaults;
  readonly standing: NonNullable<Awaited<ReturnType<typeof readStanding>>>;
  readonly hasChange: boolean;
}

function factLines(texts: Texts, { reader, wording, preferences, defaults, standing, hasChange }: Known) {
  const { t, dates } = texts;
  const line = (name: TextName<'admin-reader'>, value: string) => ({
    name: t(`admin-reader.${name}`),
    value,
  });
  const since = dates.moment(reader.stateChangedAt);
  const { suppression } = standing;
  return [
    line('state', t('admin-reader.state-since', { state: t(`admin-readers.state-${reader.state}`), since })),
    ...(suppression === null
      ? []
      : [
          line(
            'suppression',
            [
              t(`admin-suppressions.reason-${suppression.reason}`),
              dates.moment(suppression.at),
              suppression.note ?? '',
            ]
              .filter((part) => part !== '')
              .join(', '),
          ),
        ]),
    line('consent', consentWords(texts, reader, wording)),
    ...(reader.confirmedAt === null ? [] : [line('confirmed', dates.moment(reader.confirmedAt))]),
    ...(reader.origin === null ? [] : [line('origin', reader.origin)]),
    line('schedule', scheduleWords(texts, preferences, defaults)),
    line('next', nextWords(texts, preferences)),
    line('language', t(`admin-readers.language-${reader.language}`)),
    ...(hasChange ? [line('address-change', t('admin-reader.address-change-open'))] : []),
    line('created', dates.moment(reader.createdAt)),
  ];
}

function consentWords(
  { t, dates }: Texts,
  { consentAt, consentVia }: ExportedReader,
  wording: string | null,
): string {
  if (consentAt === null || consentVia === null) return t('admin-reader.no-consent');
  const values = { via: t(`admin-readers.via-${consentVia}`), at: dates.moment(consentAt) };
  return wording === null
    ? t('admin-reader.consent-plain', values)
    : t('admin-reader.consent-wording', { ...values, wording });
}

/** Of the form its sentence, of a list what was declared with it. */
async function wordingShown(database: Database, name: string | null): Promise<string | null> {
  const ofForm = Object.values(consentWordings).find(({ id }) => id === name);
  if (ofForm !== undefined) return ofForm.text;
  const [, list] = /^import-([1-9]\d{0,14})$/.exec(name ?? '') ?? [];
  const declared = list === undefined ? null : await findImport(database, Number(list));
  return declared?.consent?.statement ?? name;
}

function scheduleWords(
  texts: Texts,
  { schedule, pause }: ReadersPreferences,
  defaults: ScheduleDefaults,
): string {
  const summary = scheduleSummary(texts, schedule, defaults);
  if (pause === null) return summary;
  return `${summary}; ${texts.t('admin-reader.paused-until', { date: texts.dates.whole(pause.until) })}`;
}

function nextWords({ t, dates }: Texts, { next, skips }: ReadersPreferences): string {
  if (next === null) return t('admin-reader.no-next');
  const at = dates.moment(next.at);
  return skips > 0 ? t('admin-reader.next-skipped', { at }) : t('admin-reader.next-at', { at });
}
