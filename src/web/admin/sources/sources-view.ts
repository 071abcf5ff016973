import type { Texts } from '../../../i18n/texts.js';
import { agoOf } from '../../../model/ago.js';
import { addDays, type CalendarDate } from '../../../model/calendar-date.js';
import type { SourceHealth } from '../../../sources/source-health.js';
import type { ListOfDay, PollOfSource } from '../../../store/papers/source-polls.js';
import type { Tone } from '../../charts/drawing.js';
import { strip } from '../../charts/strip.js';

/** So many days stand on the strip, today's list the last. */
export const DAYS_SHOWN = 14;

export interface SourceRead {
  readonly health: SourceHealth;
  readonly lists: readonly ListOfDay[];
  readonly polls: readonly PollOfSource[];
}

const tones = { ok: 'good', down: 'bad', stale: 'bad', unknown: 'quiet' } as const;
const NOT_OPEN = 'LIST_NOT_OPEN';

/** @param today of the sources' calendar (UTC) */
export function sourceView(texts: Texts, { health, lists, polls }: SourceRead, today: CalendarDate) {
  const { t, dates } = texts;
  const { source, state, lastSuccess, lagMinutes, failingSince, errorCode, errorDetail, drift } = health;
  const days = Array.from({ length: DAYS_SHOWN }, (_, index) => addDays(today, index + 1 - DAYS_SHOWN));
  const cells = days.map((day) => lists.find(({ listDate }) => listDate === day) ?? null);
  return {
    name: source,
    state: t(`admin-sources.state-${state}`),
    tone: tones[state],
    read:
      lastSuccess === null
        ? t('admin-sources.never')
        : t('admin-sources.read', { at: dates.moment(lastSuccess), ...agoOf(lagMinutes ?? 0) }),
    fault:
      failingSince === null
        ? null
        : t('admin-sources.failing', {
            since: dates.moment(failingSince),
            fault: [errorCode, errorDetail].filter((part) => part !== null).join(': '),
          }),
    drift: drift.map(({ field, change, items, of }) =>
      t(`admin-sources.drift-${change}`, { field, items, of }),
    ),
    strip: strip(
      cells.map((cell) => cellTone(cell)),
      t('admin-sources.strip', {
        read: cells.filter((cell) => (cell?.papers ?? 0) > 0).length,
        faults: cells.filter((cell) => cellTone(cell) === 'bad').length,
        days: DAYS_SHOWN,
      }),
    ),
    days: days.map((day, index) => dayView(texts, day, cells[index] ?? null)).reverse(),
    polls: polls.map((poll) => pollView(texts, poll)),
  };
}

function cellTone(list: ListOfDay | null): Tone | null {
  if (list === null) return null;
  const isFault = list.errorCode !== null && list.errorCode !== NOT_OPEN;
  if (list.papers === null) return isFault ? 'bad' : null;
  if (isFault) return 'warn';
  return list.papers === 0 ? 'quiet' : 'good';
}

function dayView({ t, dates, number }: Texts, day: CalendarDate, list: ListOfDay | null) {
  const fault = list?.errorCode ?? null;
  return {
    day: dates.weekdayAndDay(day),
    papers: list?.papers == null ? '–' : number(list.papers),
    read: list?.readAt == null ? '' : dates.moment(list.readAt),
    fault: fault === null ? '' : fault === NOT_OPEN ? t('admin-sources.not-open') : fault,
    tone: cellTone(list) === 'bad' ? 'bad' : cellTone(list) === 'warn' ? 'warn' : '',
  };
}

function pollView({ t, dates, number }: Texts, poll: PollOfSource) {
  const { listDate, finishedAt, tookMs, papers, skipped, errorCode, errorDetail } = poll;
  const fault =
    errorCode === null ? null : [errorCode, errorDetail].filter((part) => part !== null).join(': ');
  return {
    at: dates.moment(finishedAt),
    list: dates.weekdayAndDay(listDate),
    papers: t('admin-sources.papers', { papers, skipped }),
    took: t('admin-sources.seconds', { seconds: number(tookMs / 1_000, 1) }),
    fault: errorCode === NOT_OPEN ? t('admin-sources.not-open') : (fault ?? ''),
    tone: errorCode === null || errorCode === NOT_OPEN ? '' : 'bad',
  };
}
