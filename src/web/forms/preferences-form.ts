import type { TextsByLanguage } from '../../i18n/load-texts.js';
import type { Texts } from '../../i18n/texts.js';
import { topicWords } from '../../i18n/topic-words.js';
import { periodicKinds } from '../../model/digest.js';
import { isLanguage, type Language, languages } from '../../model/language.js';
import { everyDay, type Preferences, type Schedule, type ScheduleDefaults } from '../../model/preferences.js';
import {
  abstractForms,
  type GivenRules,
  type Rules,
  type TermKind,
  type Terms,
  termKinds,
} from '../../model/rules.js';
import { presentZoneName } from '../../model/zone-names.js';
import { completePreferences, type PreferencesFault } from '../../subscribers/preferences.js';
import type { TopicVocabulary } from '../../topics/vocabulary.js';
import { rulesSummaries, scheduleSummary } from './fold-summaries.js';
import { weekdayWords } from './weekday-words.js';

export type FormBody = Readonly<Record<string, unknown>>;

/** Before the name of a topic in the name of its field. */
const TOPIC = 'topic.';

/** Kinds that people type, separated by commas; topics are ticked. */
const TYPED = ['keywords', 'categories', 'authors', 'organisations'] as const satisfies readonly TermKind[];

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

/**
 * What the form of the preferences sends.
 * @param isZone whether a zone is known; one that the browser proposed and nobody touched is left out where it is not
 */
export function preferencesFromForm(body: FormBody, isZone: (zone: string) => boolean): Preferences {
  const frequency = periodicKinds.find((name) => name === body['frequency']) ?? 'daily';
  const weekdays = listOf(body['weekdays']).map(Number);
  const { language } = body;
  const typed = textOf(body['timeZone']);
  const guessed = typed !== null && typed === textOf(body['zoneGuess']);
  const timeZone = guessed && !isZone(presentZoneName(typed)) ? null : typed;
  return completePreferences({
    schedule: { frequency, weekdays, time: textOf(body['time']), timeZone },
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

/** What of a form is at fault, by its folds. */
export interface FaultyFolds {
  readonly when: boolean;
  readonly words: boolean;
}

/** Which folds hold what a list of faults is about. */
export function faultyFolds(faults: readonly Pick<PreferencesFault, 'pointer'>[]): FaultyFolds {
  return {
    when: faults.some(({ pointer }) => pointer.startsWith('/schedule')),
    words: faults.some(({ pointer }) => !pointer.startsWith('/schedule') && !pointer.endsWith('/topics')),
  };
}

const noFaultyFolds: FaultyFolds = { when: false, words: false };

/** The fields of the schedule as the template shows them. */
export function scheduleFields(
  texts: Texts,
  schedule: Schedule,
  { zones, site, open = noFaultyFolds }: ScheduleAround,
) {
  const { t } = texts;
  return {
    open: open.when,
    summary: scheduleSummary(texts, schedule, site),
    frequencies: periodicKinds.map((value) => ({
      value,
      text: t(`schedule.${value}`),
      checked: value === schedule.frequency,
    })),
    weekdays: everyDay.map((value) => ({
      value,
      text: weekdayWords(texts, value),
      checked: schedule.weekdays.includes(value),
    })),
    time: schedule.time ?? '',
    siteTime: site.time,
    siteZone: site.timeZone,
    timeZone: schedule.timeZone ?? '',
    zones,
  };
}

/** What the fields of a schedule are shown with. */
export interface ScheduleAround {
  readonly zones: readonly string[];
  readonly site: ScheduleDefaults;
  readonly open?: FaultyFolds;
}

/** The fields of the rules as the template shows them. */
export function rulesFields(
  texts: Texts,
  rules: Rules,
  vocabulary: TopicVocabulary,
  open: FaultyFolds = noFaultyFolds,
) {
  const { t } = texts;
  const choiceOf = (topic: string) =>
    rules.mute.topics.includes(topic) ? 'mute' : rules.follow.topics.includes(topic) ? 'follow' : '';
  return {
    topics: vocabulary.names.map((value) => ({
      value,
      ...topicWords(texts, vocabulary, value),
      choice: choiceOf(value),
    })),
    typed: [...typedFields(texts, rules, 'follow'), ...typedFields(texts, rules, 'mute')],
    summaries: rulesSummaries(texts, rules),
    open: { words: open.words, amount: false },
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
      { value: 'nothing', text: t('rules.fallback-nothing') },
      { value: 'topThree', text: t('rules.fallback-top-three') },
    ].map((one) => ({ ...one, checked: one.value === rules.whenNothingMatches })),
  };
}

function typedFields({ t }: Texts, rules: Rules, side: 'follow' | 'mute') {
  return TYPED.map((kind) => ({
    id: `${side}-${kind}`,
    name: `${side}.${kind}`,
    label: t('rules.field', { side: t(`rules.${side}`), field: t(`rules.${kind}`) }),
    example: t(`rules.${kind}-example`),
    value: rules[side][kind].join(', '),
  }));
}

function termsFromForm(body: FormBody, side: 'follow' | 'mute'): Partial<Terms> {
  return Object.fromEntries(
    termKinds.map((kind) => {
      const given = listOf(body[`${side}.${kind}`]);
      return [
        kind,
        kind === 'topics'
          ? [...given, ...topicsChosen(body, side)]
          : given.flatMap((text) => text.split(/[,;\n]/)),
      ];
    }),
  );
}

/** A topic's own group of buttons, which can have one value only. */
function topicsChosen(body: FormBody, side: 'follow' | 'mute'): string[] {
  return Object.entries(body)
    .filter(([name, value]) => name.startsWith(TOPIC) && value === side)
    .map(([name]) => name.slice(TOPIC.length));
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
