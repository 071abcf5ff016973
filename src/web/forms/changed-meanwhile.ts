import type { Texts } from '../../i18n/texts.js';
import type { Preferences, ScheduleDefaults } from '../../model/preferences.js';
import { canonicalRules, noRules, type Rules } from '../../model/rules.js';
import { rulesSummaries, scheduleSummary } from './fold-summaries.js';

/** A part of the preferences that is not as a page of before showed it, and what it is by now. */
export interface MeanwhileChange {
  readonly name: string;
  readonly text: string;
}

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
  const { t } = texts;
  const said = rulesSummaries(texts, now.rules);
  const differs = (part: (rules: Rules) => Partial<Rules>) =>
    canonicalRules({ ...noRules, ...part(before.rules) }) !==
    canonicalRules({ ...noRules, ...part(now.rules) });
  const onlyTopics = (given: Rules['follow']) => ({ ...noRules.follow, topics: given.topics });
  const noTopics = (given: Rules['follow']) => ({ ...given, topics: [] });
  const parts: readonly (readonly [boolean, MeanwhileChange])[] = [
    [
      JSON.stringify(before.schedule) !== JSON.stringify(now.schedule),
      { name: t('preferences.when'), text: scheduleSummary(texts, now.schedule, site) },
    ],
    [
      differs(({ follow, mute }) => ({ follow: onlyTopics(follow), mute: onlyTopics(mute) })),
      { name: t('rules.topics'), text: said.topics },
    ],
    [
      differs(({ follow, mute }) => ({ follow: noTopics(follow), mute: noTopics(mute) })),
      { name: t('rules.words'), text: said.words },
    ],
    [
      differs(({ minUpvotes, maxPapers, onlyWithCode }) => ({ minUpvotes, maxPapers, onlyWithCode })),
      { name: t('rules.how-much'), text: said.amount },
    ],
    [
      differs(({ abstracts, pictures }) => ({ abstracts, pictures })) || before.language !== now.language,
      { name: t('rules.looks'), text: said.looks },
    ],
    [
      differs(({ whenNothingMatches }) => ({ whenNothingMatches })),
      { name: t('rules.fallback'), text: said.fallback },
    ],
  ];
  return parts.filter(([isChanged]) => isChanged).map(([, change]) => change);
}
