import Type from 'typebox';
import { BroadsheetError } from '../../../errors.js';
import { recordAct } from '../../../store/audit.js';
import { inTransaction } from '../../../store/database.js';
import type { QueueDesk } from '../../http/installation.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { sendConfirm } from '../send-confirm.js';
import type { OwnTurn } from '../turn.js';

const path = '/system/jobs/:queue/:id';
const schema = { params: Type.Object({ queue: Type.String(), id: Type.String({ maxLength: 200 }) }) };
const asked = { need: 'system:run', acts: true, schema } as const;

const acts = {
  retry: { action: 'job.retry', event: 'job-retried', done: 'retried', from: '/admin/system' },
  forget: { action: 'job.forget', event: 'job-forgotten', done: 'forgotten', from: `/admin${path}/forget` },
} as const;

/** What is done with a job that failed: it runs again, or it is kept no longer. */
export function failedJobs(routes: AdminRoutes, context: AdminContext): void {
  const { database, installation, place, log } = context;
  for (const act of ['retry', 'forget'] as const) {
    const { action, event, done, from } = acts[act];
    routes.page({ ...asked, method: 'POST', url: `${path}/${act}`, from }, async (turn) => {
      const { queue, id } = jobOf(turn);
      await inTransaction(database, async (transaction) => {
        // Recorded first: a job that runs again and stands nowhere would be worse than one that does not run.
        await recordAct(transaction, turn.visit.actor, { action, object: ['job', `${queue}/${id}`] });
        if (!(await installation.queues[act](queue, id))) throw notKept();
      });
      log.info({ queue, job: id, operator: turn.visit.actor.id }, event);
      return turn.reply.redirect(`${place.base}/admin/system?done=${done}`, 303);
    });
  }
  confirmForgetting(routes, context);
}

function confirmForgetting({ page }: AdminRoutes, context: AdminContext): void {
  const url = `${path}/forget`;
  page({ ...asked, method: 'GET', url, from: `/admin${url}` }, async (turn) => {
    const { queue, id } = jobOf(turn);
    const failed = await context.installation.queues.failed();
    const job = failed.find((one) => one.queue === queue && one.id === id);
    if (job === undefined) throw notKept();
    return sendConfirm(turn, context, ({ t }) => ({
      heading: t('admin-system.forget-job', { job: `${job.name} ${job.about}`.trim() }),
      paragraphs: [t('admin-system.forget-what'), job.reason],
      action: jobPath(job, 'forget'),
      button: t('admin-system.forget'),
      back: '/admin/system',
    }));
  });
}

type Job = Pick<Awaited<ReturnType<QueueDesk['failed']>>[number], 'queue' | 'id'>;

/** Where something is done with a failed job. */
export function jobPath({ queue, id }: Job, act: keyof typeof acts): string {
  return `/admin/system/jobs/${queue}/${encodeURIComponent(id)}/${act}`;
}

function jobOf({ request }: OwnTurn): Job {
  return request.params as Job;
}

function notKept(): BroadsheetError {
  return new BroadsheetError('NOT_FOUND', 'This job is not kept any more, or did not fail.');
}
