import { BroadsheetError } from '../../../errors.js';
import { addDays, dateIn, isCalendarDate } from '../../../model/calendar-date.js';
import { startReading } from '../../../operators/start-reading.js';
import { healthOfSource } from '../../../sources/source-health.js';
import { listingNames } from '../../../sources/source-settings.js';
import { sourceFacts } from '../../../store/papers/polls.js';
import { listsOfDays, newestPolls } from '../../../store/papers/source-polls.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { doneSentence, fieldOf, queryOf } from '../fields.js';
import { sendAdmin } from '../send-admin.js';
import { DAYS_SHOWN, sourceView } from './sources-view.js';

const POLLS_SHOWN = 20;

/** `/admin/sources`: how each source is, what was read of it, and a way to have it read now. */
export function sourcesPage({ page }: AdminRoutes, context: AdminContext): void {
  const { database, config, clock, place } = context;
  page({ method: 'GET', url: '/sources', need: 'sources:read' }, async (turn) => {
    const now = clock();
    const today = dateIn('UTC', now);
    const names = listingNames(config.sources);
    const [facts, lists, polls] = await Promise.all([
      sourceFacts(database, names),
      listsOfDays(database, names, addDays(today, 1 - DAYS_SHOWN)),
      newestPolls(database, names, POLLS_SHOWN),
    ]);
    return sendAdmin(turn, context, 'admin/sources', (texts) => ({
      done: doneSentence(texts, queryOf(turn.request, 'done'), ['polled']),
      mayRun: turn.visit.actor.permissions.has('sources:run'),
      today,
      sources: facts.map((one) => {
        const ofSource = <Row extends { readonly source: string }>(rows: readonly Row[]) =>
          rows.filter(({ source }) => source === one.source);
        const health = healthOfSource(one, now, config.pollMinutes);
        return sourceView(texts, { health, lists: ofSource(lists), polls: ofSource(polls) }, today);
      }),
    }));
  });

  const run = { method: 'POST', url: '/sources', need: 'sources:run', acts: true } as const;
  page(run, async ({ request, reply, visit }) => {
    const day = fieldOf(request, 'day').trim();
    if (day !== '' && !isCalendarDate(day))
      throw new BroadsheetError('INPUT_INVALID', 'Days are written as YYYY-MM-DD.');
    await startReading(context, visit.actor, day === '' ? [] : [day]);
    return reply.redirect(`${place.base}/admin/sources?done=polled`, 303);
  });
}
