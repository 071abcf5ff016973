import type { Texts } from '../../i18n/texts.js';
import { everyDay, type Schedule, type ScheduleDefaults } from '../../model/preferences.js';
import { type Rules, termKinds } from '../../model/rules.js';
import { weekdayWords } from './weekday-words.js';

/** What the closed line of a fold says of the rules in it. */
export interface RulesSummaries {
  readonly topics: string;
  readonly words: string;
  readonly amount: string;
  readonly looks: string;
  readonly fallback: string;
}

/** `Every day with papers, 08:00, UTC`. */
export function scheduleSummary(texts: Texts, schedule: Schedule, site: ScheduleDefaults): string {
  const { t } = texts;
  const { frequency, weekdays, time, timeZone } = schedule;
  const someDays = frequency === 'daily' && weekdays.length > 0 && weekdays.length < everyDay.length;
  const made = timeZone === null ? site.time : t('schedule.summary-made');
  return t('schedule.summary', {
    often: someDays ? weekdays.map((day) => weekdayWords(texts, day)).join(', ') : t(`schedule.${frequency}`),
    time: time ?? made,
    zone: (timeZone ?? site.timeZone).replaceAll('_', ' '),
  });
}

export function rulesSummaries({ t }: Texts, rules: Rules): RulesSummaries {
  const { follow, mute, minUpvotes, maxPapers, onlyWithCode, abstracts, pictures, whenNothingMatches } =
    rules;
  const typed = termKinds.filter((kind) => kind !== 'topics');
  const terms = typed.reduce((sum, kind) => sum + follow[kind].length + mute[kind].length, 0);
  const limits = [
    ...(maxPapers === null ? [] : [t('rules.at-most', { count: maxPapers })]),
    ...(minUpvotes === 0 ? [] : [t('rules.at-least', { count: minUpvotes })]),
    ...(onlyWithCode ? [t('rules.with-code')] : []),
  ];
  return {
    topics: t('rules.topics-summary', { follows: follow.topics.length, mutes: mute.topics.length }),
    words: t('rules.words-summary', { terms }),
    amount: limits.length === 0 ? t('rules.all-papers') : limits.join(', '),
    looks: [t(`rules.looks-${abstracts ?? 'site'}`), ...(pictures ? [] : [t('rules.without-pictures')])].join(
      ', ',
    ),
    fallback: t(whenNothingMatches === 'topThree' ? 'rules.fallback-top-three' : 'rules.fallback-nothing'),
  };
}
