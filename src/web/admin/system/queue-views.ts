import { BroadsheetError } from '../../../errors.js';
import type { Texts } from '../../../i18n/texts.js';
import type { QueueDesk } from '../../http/installation.js';

/** What the queues say, as the page shows it; a queue that does not answer leaves the rest of the page. */
export async function queueViews(queues: QueueDesk): Promise<(texts: Texts) => object> {
  try {
    const [counts, failed, schedules] = await Promise.all([
      queues.counts(),
      queues.failed(),
      queues.schedules(),
    ]);
    return (texts) => ({
      queueFault: false,
      queues: counts.map(({ queue, ...states }) => ({
        name: texts.t(`admin-system.queue-${queue}`),
        waiting: texts.number(states.waiting),
        active: texts.number(states.active),
        delayed: texts.number(states.delayed),
        failed: texts.number(states.failed),
      })),
      failed: failed.map(({ queue, id, name, about, reason, failedAt }) => ({
        name,
        about,
        reason,
        at: failedAt === null ? '' : texts.dates.moment(failedAt),
        retry: `/admin/system/jobs/${queue}/${encodeURIComponent(id)}/retry`,
      })),
      schedules: schedules.map(({ schedule, next, everySeconds }) => ({
        name: texts.t(`admin-system.schedule-${schedule}`),
        next: next === null ? null : texts.dates.moment(next),
        every: everyWords(texts, schedule, everySeconds),
      })),
    });
  } catch (error) {
    if (!(error instanceof BroadsheetError)) throw error;
    return () => ({ queueFault: true, queues: [], failed: [], schedules: [] });
  }
}

/** How often what goes by the clock runs. @param seconds between two runs; null for what has its hour */
export function everyWords({ t }: Texts, schedule: string, seconds: number | null): string {
  if (seconds === null) {
    const often =
      schedule === 'count-days' ? 'hourly' : (/-(weekly|monthly)$/.exec(schedule)?.[1] ?? 'daily');
    return t(`admin-system.each-${often}`);
  }
  return seconds < 60
    ? t('admin-system.each-seconds', { seconds })
    : t('admin-system.each-minutes', { minutes: Math.round(seconds / 60) });
}
