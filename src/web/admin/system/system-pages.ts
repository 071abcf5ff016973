import type { Texts } from '../../../i18n/texts.js';
import { appliedMigrations, databaseSize } from '../../../store/database-size.js';
import { isLiving, listBeats, type WorkerBeat } from '../../../store/worker-beats.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { doneSentence, queryOf } from '../fields.js';
import { sendAdmin } from '../send-admin.js';
import { failedJobs } from './failed-jobs.js';
import { queueViews } from './queue-views.js';

const TABLES_SHOWN = 12;

/** `/admin/system`: what runs, what waits, what failed, and how much room the data takes. */
export function systemPages(routes: AdminRoutes, context: AdminContext): void {
  const { database, installation, clock } = context;
  routes.page({ method: 'GET', url: '/system', need: 'system:read' }, async (turn) => {
    const [beats, size, migrations, queues] = await Promise.all([
      listBeats(database),
      databaseSize(database, TABLES_SHOWN),
      appliedMigrations(database),
      queueViews(installation.queues),
    ]);
    return sendAdmin(turn, context, 'admin/system', (texts) => ({
      done: doneSentence(texts, queryOf(turn.request, 'done'), ['retried', 'forgotten']),
      mayRun: turn.visit.actor.permissions.has('system:run'),
      workers: beats.map((beat) => workerView(texts, beat, clock())),
      ...queues(texts),
      database: texts.t('admin-system.server', {
        version: size.version,
        size: sizeWords(texts, size.octets),
      }),
      migrations:
        migrations === null
          ? null
          : texts.t('admin-system.migrations', {
              count: migrations.count,
              newest: migrations.newest,
              at: texts.dates.moment(migrations.at),
            }),
      tables: size.tables.map(({ table, octets, rows }) => ({
        name: table,
        size: sizeWords(texts, octets),
        rows: rows === null ? '' : texts.number(rows),
      })),
    }));
  });
  failedJobs(routes, context);
}

function workerView(
  { t, dates }: Texts,
  { worker, role, version, startedAt, ageSeconds }: WorkerBeat,
  now: Date,
) {
  const seconds = Math.round(ageSeconds);
  const isLost = !isLiving({ ageSeconds });
  const beat = isLost
    ? t('admin-system.beat-lost', { at: dates.moment(new Date(now.getTime() - ageSeconds * 1_000)) })
    : t('admin-system.beat-ago', { seconds });
  return {
    name: worker,
    role: t(`admin-system.role-${role}`),
    version,
    started: dates.moment(startedAt),
    beat,
    tone: isLost ? 'bad' : 'good',
  };
}

const MEGABYTE = 1_000_000;

/** `1.2 GB`, `38 MB`, `420 kB`. */
function sizeWords({ t, number }: Texts, octets: number): string {
  if (octets >= 1_000 * MEGABYTE)
    return t('admin-system.gigabytes', { size: number(octets / (1_000 * MEGABYTE), 1) });
  if (octets >= MEGABYTE) return t('admin-system.megabytes', { size: number(octets / MEGABYTE) });
  return t('admin-system.kilobytes', { size: number(Math.ceil(octets / 1_000)) });
}
