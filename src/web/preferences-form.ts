import type { PeriodicKind } from '../model/digest.js';
import type { Preferences, Schedule } from '../model/preferences.js';
import {
  type AbstractForm,
  abstractForms,
  type Fallback,
  type GivenRules,
  type Rules,
  type TermKind,
  type Terms,
  termKinds,
} from '../model/rules.js';
import { topics } from '../model/topics.js';
import { completePreferences } from '../subscribers/preferences.js';

export type FormBody = Readonly<Record<string, unknown>>;

/** Kinds that people type, separated by commas; topics are ticked. */
const TYPED: readonly TermKind[] = ['keywords', 'categories', 'authors', 'organisations'];

const LABELS: Readonly<Record<TermKind, string>> = {
  topics: 'Topics',
  keywords: 'Keywords',
  categories: 'arXiv categories',
  authors: 'Authors',
  organisations: 'Organisations',
};

const EXAMPLES: Readonly<Record<TermKind, string>> = {
  topics: '',
  keywords: 'state space models, protein folding',
  categories: 'cs.CL, cs.RO',
  authors: 'Full names',
  organisations: 'As they call themselves',
};

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
const FREQUENCIES: readonly (readonly [PeriodicKind, string])[] = [
  ['daily', 'Every day with papers'],
  ['weekly', 'Once a week, the best of it'],
  ['monthly', 'Once a month, the best of it'],
];
const ABSTRACTS: readonly (readonly [AbstractForm, string])[] = [
  ['short', 'Short: the first in full, three lines of the others'],
  ['full', 'In full'],
  ['titles', 'Titles only'],
];
const FALLBACKS: readonly (readonly [Fallback, string])[] = [
  ['nothing', 'No mail'],
  ['topThree', 'The top three papers anyway'],
];

/** What the form of the rules sends. */
export function rulesFromForm(body: FormBody): GivenRules {
  const minUpvotes = numberOf(body['minUpvotes']);
  const maxPapers = numberOf(body['maxPapers']);
  return {
    follow: termsFromForm(body, 'follow'),
    mute: termsFromForm(body, 'mute'),
    onlyWithCode: body['onlyWithCode'] === 'yes',
    abstracts: oneOf(body['abstracts'], abstractForms) ?? 'short',
    whenNothingMatches: body['whenNothingMatches'] === 'topThree' ? 'topThree' : 'nothing',
    minUpvotes: Math.min(minUpvotes ?? 0, 10_000),
    maxPapers: maxPapers === null || maxPapers === 0 ? null : Math.min(maxPapers, 200),
  };
}

/** What the form of the preferences sends. */
export function preferencesFromForm(body: FormBody): Preferences {
  const frequency = FREQUENCIES.find(([name]) => name === body['frequency'])?.[0] ?? 'daily';
  const weekdays = listOf(body['weekdays']).map(Number);
  return completePreferences({
    schedule: { frequency, weekdays, time: textOf(body['time']), timeZone: textOf(body['timeZone']) },
    rules: rulesFromForm(body),
  });
}

/** The fields of the schedule as the template shows them. */
export function scheduleFields(
  schedule: Schedule,
  zones: readonly string[],
  siteTime: string,
  siteZone: string,
) {
  const zone = schedule.timeZone;
  return {
    frequencies: FREQUENCIES.map(([value, text]) => ({ value, text, checked: value === schedule.frequency })),
    weekdays: DAYS.map((text, index) => ({
      value: index + 1,
      text,
      checked: schedule.weekdays.includes(index + 1),
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
export function rulesFields(rules: Rules) {
  const side = (name: 'follow' | 'mute') => ({
    name,
    legend: name === 'follow' ? 'Follow' : 'Mute',
    note:
      name === 'follow'
        ? 'A paper with any of these. Leave all of it empty for every paper.'
        : 'Never a paper with any of these, whatever you follow.',
    topics: topics.map(({ name: value, label }) => ({
      value,
      label,
      checked: rules[name].topics.includes(value),
    })),
    typed: TYPED.map((kind) => ({
      id: `${name}-${kind}`,
      name: `${name}.${kind}`,
      label: LABELS[kind],
      example: EXAMPLES[kind],
      value: rules[name][kind].join(', '),
    })),
  });
  return {
    sides: [side('follow'), side('mute')],
    minUpvotes: rules.minUpvotes === 0 ? '' : String(rules.minUpvotes),
    maxPapers: rules.maxPapers === null ? '' : String(rules.maxPapers),
    onlyWithCode: rules.onlyWithCode,
    abstracts: ABSTRACTS.map(([value, text]) => ({ value, text, checked: value === rules.abstracts })),
    fallbacks: FALLBACKS.map(([value, text]) => ({
      value,
      text,
      checked: value === rules.whenNothingMatches,
    })),
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
