import { BroadsheetError } from '../../../errors.js';
import type { Texts } from '../../../i18n/texts.js';
import type { QueueDesk } from '../../http/installation.js';
import { jobPath } from './failed-jobs.js';

type Run = Awaited<ReturnType<QueueDesk['schedules']>>[number];

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
        retry: jobPath({ queue, id }, 'retry'),
        forget: jobPath({ queue, id }, 'forget'),
      })),
      schedules: schedules.map((run) => ({
        name: texts.t(`admin-system.schedule-${run.schedule}`),
        next: run.next === null ? null : texts.dates.moment(run.next),
        every: everyWords(texts, run),
      })),
    });
  } catch (error) {
    if (!(error instanceof BroadsheetError)) throw error;
    return () => ({ queueFault: true, queues: [], failed: [], schedules: [] });
  }
}

function everyWords({ t }: Texts, { everySeconds, each }: Run): string {
  if (everySeconds === null) return t(`admin-system.each-${each ?? 'day'}`);
  return everySeconds < 60
    ? t('admin-system.each-seconds', { seconds: everySeconds })
    : t('admin-system.each-minutes', { minutes: Math.round(everySeconds / 60) });
}
