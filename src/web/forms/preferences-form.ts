import type { TextsByLanguage } from '../../i18n/load-texts.js';
import type { Texts } from '../../i18n/texts.js';
import { topicWords } from '../../i18n/topic-words.js';
import { addDays } from '../../model/calendar-date.js';
import { periodicKinds } from '../../model/digest.js';
import { isLanguage, type Language, languages } from '../../model/language.js';
import { everyDay, type Preferences, type Schedule } from '../../model/preferences.js';
import {
  abstractForms,
  type GivenRules,
  type Rules,
  type TermKind,
  type Terms,
  termKinds,
} from '../../model/rules.js';
import { completePreferences } from '../../subscribers/preferences.js';
import type { TopicVocabulary } from '../../topics/vocabulary.js';

export type FormBody = Readonly<Record<string, unknown>>;

/** Kinds that people type, separated by commas; topics are ticked. */
const TYPED: readonly TermKind[] = ['keywords', 'categories', 'authors', 'organisations'];

/** A Monday; the six days after it are the others. */
const SOME_MONDAY = '2026-03-23';

/** What the form of the rules sends. */
export function rulesFromForm(body: FormBody): GivenRules {
  const minUpvotes = numberOf(body['minUpvotes']);
  const maxPapers = numberOf(body['maxPapers']);
  return {
    follow: termsFromForm(body, 'follow'),
    mute: termsFromForm(body, 'mute'),
    onlyWithCode: body['onlyWithCode'] === 'yes',
    abstracts: oneOf(body['abstracts'], abstractForms),
    pictures: body['pictures'] !== 'none',
    whenNothingMatches: body['whenNothingMatches'] === 'topThree' ? 'topThree' : 'nothing',
    minUpvotes: Math.min(minUpvotes ?? 0, 10_000),
    maxPapers: maxPapers === null || maxPapers === 0 ? null : Math.min(maxPapers, 200),
  };
}

/** What the form of the preferences sends. */
export function preferencesFromForm(body: FormBody): Preferences {
  const frequency = periodicKinds.find((name) => name === body['frequency']) ?? 'daily';
  const weekdays = listOf(body['weekdays']).map(Number);
  const language = body['language'];
  return completePreferences({
    schedule: { frequency, weekdays, time: textOf(body['time']), timeZone: textOf(body['timeZone']) },
    rules: rulesFromForm(body),
    ...(isLanguage(language) ? { language } : {}),
  });
}

/** The languages of mails, each by its own name. */
export function languageFields(texts: TextsByLanguage, chosen: Language) {
  return languages.map((value) => ({
    value,
    text: texts[value].t('language.name'),
    selected: value === chosen,
  }));
}

/** The fields of the schedule as the template shows them. */
export function scheduleFields(
  { t, dates }: Texts,
  schedule: Schedule,
  zones: readonly string[],
  siteTime: string,
  siteZone: string,
) {
  const zone = schedule.timeZone;
  return {
    frequencies: periodicKinds.map((value) => ({
      value,
      text: t(`schedule.${value}`),
      checked: value === schedule.frequency,
    })),
    weekdays: everyDay.map((value) => ({
      value,
      text: dates.weekday(addDays(SOME_MONDAY, value - 1)),
      checked: schedule.weekdays.includes(value),
    })),
    time: schedule.time ?? '',
    siteTime,
    siteZone,
    zoneChosen: zone !== null,
    zones: (zone === null || zones.includes(zone) ? zones : [zone, ...zones]).map((value) => ({
      value,
      text: value.replaceAll('_', ' '),
      selected: value === zone,
    })),
  };
}

/** The fields of the rules as the template shows them. */
export function rulesFields(texts: Texts, rules: Rules, vocabulary: TopicVocabulary) {
  const { t } = texts;
  const topics = vocabulary.names.map((value) => ({ value, ...topicWords(texts, vocabulary, value) }));
  const side = (name: 'follow' | 'mute') => ({
    name,
    legend: t(`rules.${name}`),
    topicsLegend: t('rules.topics-of', { side: t(`rules.${name}`) }),
    note: t(`rules.${name}-note`),
    topics: topics.map((topic) => ({ ...topic, checked: rules[name].topics.includes(topic.value) })),
    typed: TYPED.map((kind) => ({
      id: `${name}-${kind}`,
      name: `${name}.${kind}`,
      label: t('rules.field', { side: t(`rules.${name}`), field: t(`rules.${kind}`) }),
      example: t(`rules.${kind}-example`),
      value: rules[name][kind].join(', '),
    })),
  });
  return {
    sides: [side('follow'), side('mute')],
    topics,
    minUpvotes: rules.minUpvotes === 0 ? '' : String(rules.minUpvotes),
    maxPapers: rules.maxPapers === null ? '' : String(rules.maxPapers),
    onlyWithCode: rules.onlyWithCode,
    abstracts: ([null, 'short', 'full', 'titles'] as const).map((value) => ({
      value: value ?? '',
      text: t(`rules.abstracts-${value ?? 'site'}`),
      checked: value === rules.abstracts,
    })),
    withoutPictures: !rules.pictures,
    fallbacks: [
      {
        value: 'nothing',
        text: t('rules.fallback-nothing'),
        checked: rules.whenNothingMatches === 'nothing',
      },
      {
        value: 'topThree',
        text: t('rules.fallback-top-three'),
        checked: rules.whenNothingMatches === 'topThree',
      },
    ],
  };
}

function termsFromForm(body: FormBody, side: 'follow' | 'mute'): Partial<Terms> {
  return Object.fromEntries(
    termKinds.map((kind) => {
      const given = listOf(body[`${side}.${kind}`]);
      return [kind, kind === 'topics' ? given : given.flatMap((text) => text.split(/[,;\n]/))];
    }),
  );
}

function listOf(value: unknown): string[] {
  const values = Array.isArray(value) ? value : [value];
  return values.filter((entry): entry is string => typeof entry === 'string');
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'string' && /^\d{1,6}$/.test(value.trim()) ? Number(value) : null;
}

function oneOf<T extends string>(value: unknown, known: readonly T[]): T | null {
  return known.find((name) => name === value) ?? null;
}
