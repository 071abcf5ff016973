import type { Config } from '../../config/config.js';
import type { Texts } from '../../i18n/texts.js';
import {
  addDays,
  type CalendarDate,
  dateIn,
  isWeekend,
  latestDuePeriod,
  listDateAt,
  momentOf,
  timeIn,
} from '../../model/calendar-date.js';

type Schedule = Pick<Config, 'digestTime' | 'digestTimezone'>;

/** The first day after `now` whose digest stands for a list: the source rests at weekends. */
export function nextDigestDay({ digestTime, digestTimezone }: Schedule, now: Date): CalendarDate {
  let day = addDays(latestDuePeriod(now, digestTime, digestTimezone), 1);
  while (isWeekend(listDateAt(momentOf(day, digestTime, digestTimezone)))) day = addDays(day, 1);
  return day;
}

/** `The next digest comes Monday 08:00 (UTC).` It says what clocks show then, also where they skip the hour. */
export function nextDigestSentence({ t, dates }: Texts, schedule: Schedule, now: Date): string {
  const { digestTime, digestTimezone } = schedule;
  const moment = momentOf(nextDigestDay(schedule, now), digestTime, digestTimezone);
  const day = dateIn(digestTimezone, moment);
  const today = dateIn(digestTimezone, now);
  const when =
    day === today
      ? t('day.when-today')
      : day === addDays(today, 1)
        ? t('day.when-tomorrow')
        : t('day.when-weekday', { weekday: dates.weekday(day) });
  const zone = digestTimezone.replaceAll('_', ' ');
  return t('day.next', { when, time: timeIn(digestTimezone, moment), zone });
}
