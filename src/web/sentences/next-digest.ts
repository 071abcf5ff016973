import type { Config } from '../../config/config.js';
import {
  addDays,
  type CalendarDate,
  dateIn,
  isWeekend,
  latestDuePeriod,
  listDateAt,
  momentOf,
} from '../../model/calendar-date.js';
import type { Texts } from '../../texts/texts.js';

type Schedule = Pick<Config, 'digestTime' | 'digestTimezone'>;

/** The first day after `now` whose digest stands for a list: the source rests at weekends. */
export function nextDigestDay({ digestTime, digestTimezone }: Schedule, now: Date): CalendarDate {
  let day = addDays(latestDuePeriod(now, digestTime, digestTimezone), 1);
  while (isWeekend(listDateAt(momentOf(day, digestTime, digestTimezone)))) day = addDays(day, 1);
  return day;
}

/** `The next digest comes Monday 08:00 (UTC).` */
export function nextDigestSentence({ say, dates }: Texts, schedule: Schedule, now: Date): string {
  const day = nextDigestDay(schedule, now);
  const today = dateIn(schedule.digestTimezone, now);
  const when =
    day === today
      ? say('day.when-today')
      : day === addDays(today, 1)
        ? say('day.when-tomorrow')
        : say('day.when-weekday', { weekday: dates.weekday(day) });
  const zone = schedule.digestTimezone.replaceAll('_', ' ');
  return say('day.next', { when, time: schedule.digestTime, zone });
}
