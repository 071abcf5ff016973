import Type from 'typebox';
import { type BulkAct, type BulkGroup, bulkActs } from '../../../store/subscribers/bulk-readers.js';
import { findReaderSearch } from '../../../store/subscribers/reader-searches.js';
import {
  BULK_WITHIN_MS,
  type BulkContext,
  bulkNeeds,
  previewBulk,
  runBulk,
  shownReaders,
} from '../../../subscribers/bulk.js';
import { eraseReader } from '../../../subscribers/erase-reader.js';
import { findSearch, selectionOf } from '../../../subscribers/reader-searches.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { fieldOf, queryOf } from '../fields.js';
import { sendAdmin } from '../send-admin.js';
import type { OwnTurn } from '../turn.js';
import { MOST_COUNTED } from './asked-readers.js';

const schema = { params: Type.Object({ search: Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' }) }) };

/** `/admin/readers/many/<search>/<act>`: what would be done with many, with whom and with whom not; then it is done. */
export function manyPages({ page }: AdminRoutes, context: AdminContext): void {
  for (const act of bulkActs) {
    const url = `/readers/many/:search/${act}`;
    const route = { url, need: bulkNeeds[act], acts: true, from: `/admin${url}`, schema } as const;
    page({ ...route, method: 'GET' }, (turn) => sendPreview(turn, context, act));
    page({ ...route, method: 'POST' }, async (turn) => {
      const { request, reply, visit } = turn;
      const { id, selection } = await selected(turn, context);
      const { atMost, through } = shownIn(request);
      const { groups } = await previewBulk(context, visit.actor, { act, selection, through, most: atMost });
      // Who has come to be among them since the page was made was not looked at.
      if (shownReaders(groups) > atMost)
        return reply.redirect(`${context.place.base}/admin/readers/many/${id}/${act}?done=changed`, 303);
      const until = new Date(context.clock().getTime() + BULK_WITHIN_MS);
      const run = { selection, atMost, through, until };
      const { done } = await runBulk(bulkContext(context), visit.actor, act, run);
      if (act === 'resend') await context.queues.sendNotices();
      // A search by a part of an address goes with the first who is erased whom it spells.
      if (done > 0 && (await findReaderSearch(context.database, id)) === null)
        return reply.redirect(`${context.place.base}/admin/readers?done=erased-many`, 303);
      return reply.redirect(`${context.place.base}/admin/readers/many/${id}/${act}?done=${done}`, 303);
    });
  }
}

/** With how many the page said that it would be done, and the id of the last of them. */
function shownIn(request: OwnTurn['request']): { readonly atMost: number; readonly through: number | null } {
  const [readers, through] = [fieldOf(request, 'readers'), fieldOf(request, 'through')];
  return {
    atMost: /^\d{1,9}$/.test(readers) ? Number(readers) : 0,
    through: /^\d{1,15}$/.test(through) ? Number(through) : null,
  };
}

export function bulkContext(context: AdminContext): BulkContext {
  const { database, keyring, clock } = context;
  return { database, keyring, clock, erase: (by, id) => eraseReader(context, id, { by }) };
}

async function selected({ request }: OwnTurn, context: AdminContext) {
  const { search } = request.params as { readonly search: string };
  const kept = await findSearch(context, search);
  return { id: kept.id, kept, selection: selectionOf(kept, context.config.digestTimezone) };
}

async function sendPreview(turn: OwnTurn, context: AdminContext, act: BulkAct) {
  const { id, kept, selection } = await selected(turn, context);
  const all = queryOf(turn.request, 'count') === 'all';
  const most = all ? {} : { most: MOST_COUNTED };
  const { groups, through } = await previewBulk(context, turn.visit.actor, { act, selection, ...most });
  const given = queryOf(turn.request, 'done');
  const done = /^\d{1,9}$/.test(given) ? Number(given) : null;
  return sendAdmin(turn, context, 'admin/many', (texts) => {
    const { t } = texts;
    const shown = groups.map((group) => shownGroup(group, all));
    const wanted = shown.find(({ skipped }) => skipped === null);
    const readers = wanted?.readers ?? 0;
    return {
      heading: t(`admin-readers.many-${act}`),
      changed: given === 'changed' ? t('admin-readers.many-changed') : null,
      done: done === null ? null : t(`admin-readers.many-${act}-done`, { readers: done }),
      what: readers === 0 ? t('admin-readers.many-nobody') : t(`admin-readers.many-${act}-what`, { readers }),
      isGoingOn: done !== null && done > 0 && readers > 0,
      readers,
      examples: wanted?.examples ?? [],
      more: wanted?.more ?? 0,
      areMore: wanted?.areMore ?? false,
      through,
      countHref: shown.some(({ areMore }) => areMore) ? `/admin/readers/many/${id}/${act}?count=all` : null,
      skipped: shown.flatMap(({ skipped, areMore, ...group }) => {
        if (skipped === null) return [];
        const what = t(`admin-readers.skipped-${skipped}`, { readers: group.readers });
        return [{ ...group, why: areMore ? t('admin-readers.many-at-least', { what }) : what }];
      }),
      action: `/admin/readers/many/${id}/${act}`,
      button: `${t(`admin-readers.act-${act}`)} (${texts.number(readers)})`,
      isFinal: act === 'erase',
      back:
        kept.ids === null && Object.keys(kept.asked).length > 0
          ? `/admin/readers?search=${id}`
          : '/admin/readers',
    };
  });
}

/** With so many of a group as a page tells of; `areMore`: there are others, who were not counted. */
function shownGroup({ skipped, readers: counted, examples }: BulkGroup, all: boolean) {
  const areMore = !all && counted > MOST_COUNTED;
  const readers = areMore ? MOST_COUNTED : counted;
  return { skipped, readers, examples, areMore, more: readers - examples.length };
}
