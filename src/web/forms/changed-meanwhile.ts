import type { TextKey } from '../../i18n/text-keys.js';
import type { Texts } from '../../i18n/texts.js';
import type { Preferences, ScheduleDefaults } from '../../model/preferences.js';
import { canonicalRules, noRules, type Rules } from '../../model/rules.js';
import { type RulesSummaries, rulesSummaries, scheduleSummary } from './fold-summaries.js';

/** A part of the preferences that is not as a page of before showed it, and what it is by now. */
export interface MeanwhileChange {
  readonly name: string;
  readonly text: string;
}

/** The folds of the page. */
type Fold = 'when' | keyof RulesSummaries;

/** What the folds are called, in the order of the page. */
const foldNames: Readonly<Record<Fold, TextKey>> = {
  when: 'preferences.when',
  topics: 'rules.topics',
  words: 'rules.words',
  amount: 'rules.how-much',
  looks: 'rules.looks',
  fallback: 'rules.fallback',
};

type Choices = Omit<Preferences, 'rules'> & Omit<Rules, 'follow' | 'mute'>;

/** In which fold each choice stands; what is followed and muted stands in two, topics and words. */
const foldOf: Readonly<Record<keyof Choices, Fold>> = {
  schedule: 'when',
  language: 'looks',
  minUpvotes: 'amount',
  maxPapers: 'amount',
  onlyWithCode: 'amount',
  abstracts: 'looks',
  pictures: 'looks',
  whenNothingMatches: 'fallback',
};

/**
 * What differs between what a form was filled from and what is kept: somebody saved in another window.
 * @param now what is kept
 */
export function changedMeanwhile(
  texts: Texts,
  before: Preferences,
  now: Preferences,
  site: ScheduleDefaults,
): MeanwhileChange[] {
  const said = { when: scheduleSummary(texts, now.schedule, site), ...rulesSummaries(texts, now.rules) };
  return (Object.keys(foldNames) as Fold[])
    .filter((fold) => chosenIn(fold, before) !== chosenIn(fold, now))
    .map((fold) => ({ name: texts.t(foldNames[fold]), text: said[fold] }));
}

/** Everything that is chosen in a fold, as a text to compare. */
function chosenIn(fold: Fold, { rules, ...others }: Preferences): string {
  const { follow, mute, ...limits } = rules;
  const choices: Choices = { ...others, ...limits };
  const names = (Object.keys(foldOf) as (keyof Choices)[]).filter((name) => foldOf[name] === fold);
  const terms = canonicalRules({ ...noRules, follow: termsIn(fold, follow), mute: termsIn(fold, mute) });
  return JSON.stringify([terms, names.map((name) => choices[name])]);
}

function termsIn(fold: Fold, terms: Rules['follow']): Rules['follow'] {
  if (fold === 'topics') return { ...noRules.follow, topics: terms.topics };
  return fold === 'words' ? { ...terms, topics: [] } : noRules.follow;
}
