import { Readable } from 'node:stream';
import { countReaders } from '../../../store/subscribers/reader-search.js';
import { exportReaders, exportText } from '../../../subscribers/export-readers.js';
import { readerFilter } from '../../../subscribers/reader-filter.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { fieldOf } from '../fields.js';
import { sendAdmin } from '../send-admin.js';
import { askedOfForm, askedOfQuery, MOST_COUNTED, readersUrl } from './asked-readers.js';

/** `/admin/readers/export`: a file of those whom a search finds. */
export function readersExportPages({ page }: AdminRoutes, context: AdminContext): void {
  const { database, config } = context;
  const route = { url: '/readers/export', need: 'subscribers:export', acts: true } as const;
  page({ ...route, method: 'GET' }, async (turn) => {
    const list = await askedOfQuery(context, turn.request);
    const filter = readerFilter(list.asked, config.digestTimezone);
    // The page says no more than that there are more: the file has all of them.
    const readers = await countReaders(database, filter, MOST_COUNTED);
    return sendAdmin(turn, context, 'admin/readers-export', ({ t }) => ({
      what:
        readers > MOST_COUNTED
          ? t('admin-readers.export-many', { readers: MOST_COUNTED })
          : t('admin-readers.export-what', { readers }),
      search: list.search ?? '',
      hidden:
        list.search === null ? Object.entries(list.asked).map(([name, value]) => ({ name, value })) : [],
      back: readersUrl(list),
    }));
  });

  page({ ...route, method: 'POST' }, async ({ request, reply, visit }) => {
    const { asked } = await askedOfForm(context, request);
    const format = fieldOf(request, 'format') === 'jsonl' ? 'jsonl' : 'csv';
    const filter = readerFilter(asked, config.digestTimezone);
    const batches = await exportReaders(context, visit.actor, filter);
    const day = context.clock().toISOString().slice(0, 10);
    return reply
      .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl; charset=utf-8')
      .header('content-disposition', `attachment; filename="readers-${day}.${format}"`)
      .send(Readable.from(exportText(batches, format)));
  });
}
