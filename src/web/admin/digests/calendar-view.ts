import type { Texts } from '../../../i18n/texts.js';
import { addDays, type CalendarDate, weekdayOf } from '../../../model/calendar-date.js';
import type { Curation } from '../../../model/curation.js';
import type { PeriodicKind } from '../../../model/digest.js';
import {
  type DigestName,
  daysOf,
  digestName,
  dueMoment,
  lastDayOf,
  periodOf,
} from '../../../model/digest-period.js';
import { freezeMoment, type ReviewSettings } from '../../../model/release-state.js';
import type { CalendarDigest } from '../../../store/digests/calendar.js';
import { digestLinkText } from '../../pages/digest-words.js';
import { stateOf, stateView } from './state-words.js';

export interface CalendarFacts {
  /** The first of the month that is shown. */
  readonly month: CalendarDate;
  /** The day it is in the zone of the digests. */
  readonly today: CalendarDate;
  readonly now: Date;
  readonly config: ReviewSettings;
  /** What is frozen of the month, with the weeks that end in it. */
  readonly inMonth: readonly CalendarDigest[];
  /** What is frozen of the days and periods that come next. */
  readonly coming: readonly CalendarDigest[];
  /** What is held and not frozen. */
  readonly held: readonly DigestName[];
  /** What relays took of digests, by kind and period. */
  readonly mails: ReadonlyMap<`${PeriodicKind}:${CalendarDate}`, number>;
  /** What holds. */
  readonly curations: readonly Curation[];
}

/** So many days are looked ahead. */
const AHEAD = 7;

/** What the calendar shows: weeks of days, the longer periods that end in the month, and what comes next. */
export function calendarView(texts: Texts, facts: CalendarFacts) {
  const { month, today } = facts;
  const days = daysOf('monthly', month);
  const weeks = [...new Set(days.map((day) => periodOf('weekly', day)))];
  return {
    title: texts.dates.month(month),
    before: monthLink(texts, addDays(month, -1)),
    after: monthLink(texts, addDays(lastDayOf('monthly', month), 1)),
    thisMonth: month === periodOf('monthly', today) ? null : '/admin/digests',
    weekdays: daysOf('weekly', weeks[0] ?? month).map((day) => texts.dates.weekday(day)),
    weeks: weeks.map((monday) =>
      daysOf('weekly', monday).map((day) => (days.includes(day) ? dayCell(texts, facts, day) : null)),
    ),
    longer: [
      ...weeks.filter((monday) => lastDayOf('weekly', monday).startsWith(month.slice(0, 7))).map(weekly),
      { kind: 'monthly', period: month } as const,
    ].map((name) => digestCell(texts, facts, facts.inMonth, name)),
    coming: comingNames(facts).map((name) => ({
      ...digestCell(texts, facts, facts.coming, name),
      freezes: texts.dates.moment(freezeMoment(name, facts.config)),
    })),
  };
}

function weekly(period: CalendarDate): DigestName {
  return { kind: 'weekly', period };
}

function monthLink({ dates }: Texts, day: CalendarDate) {
  return { href: `/admin/digests?month=${day.slice(0, 7)}`, text: dates.month(day) };
}

/** The digests of the next days, and the longer ones that are due on one of them. */
function comingNames({ today, now, config }: CalendarFacts): DigestName[] {
  const days = Array.from({ length: AHEAD }, (_, ahead) => addDays(today, ahead));
  return days
    .flatMap((day): DigestName[] => [
      { kind: 'daily', period: day },
      ...(weekdayOf(day) === 1 ? [weekly(addDays(day, -7))] : []),
      ...(day.endsWith('-01')
        ? [{ kind: 'monthly', period: periodOf('monthly', addDays(day, -1)) } as const]
        : []),
    ])
    .filter(
      (name) => name.period >= today || dueMoment(name, config.digestTime, config.digestTimezone) > now,
    );
}

function dayCell(texts: Texts, facts: CalendarFacts, day: CalendarDate) {
  const cell = digestCell(texts, facts, facts.inMonth, { kind: 'daily', period: day });
  return { ...cell, number: Number(day.slice(8)), iso: day, isToday: day === facts.today };
}

function digestCell(
  texts: Texts,
  { now, config, curations, held, mails }: CalendarFacts,
  frozen: readonly CalendarDigest[],
  name: DigestName,
) {
  const { kind, period } = name;
  const isThis = (one: { readonly kind: PeriodicKind | null; readonly period: CalendarDate }) =>
    one.kind === kind && one.period === period;
  const digest = frozen.find(isThis) ?? null;
  const pins = curations.filter(isThis);
  const sent = mails.get(`${kind}:${period}`);
  return {
    href: `/admin/digests/${digestName(kind, period)}`,
    text: digestLinkText(texts, name),
    state: stateView(texts, stateOf(name, { frozen: digest, isHeld: held.some(isThis) }, config, now)),
    papers: digest === null ? null : texts.t('admin-digests.papers', { papers: digest.paperCount }),
    mails: sent === undefined ? null : texts.t('admin-digests.mails', { mails: sent }),
    pinned: pins.length === 0 ? null : texts.t('admin-digests.pinned', { papers: pins.length }),
    pins: pins.map(({ title, paperId }) => title || paperId),
  };
}
