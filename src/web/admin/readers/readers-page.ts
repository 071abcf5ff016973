import { BroadsheetError } from '../../../errors.js';
import type { Texts } from '../../../i18n/texts.js';
import { dateIn } from '../../../model/calendar-date.js';
import { type BulkAct, bulkActs } from '../../../store/subscribers/bulk-readers.js';
import type { ListedReader } from '../../../store/subscribers/reader-search.js';
import { listReaderSearches } from '../../../store/subscribers/reader-searches.js';
import { bulkNeeds } from '../../../subscribers/bulk.js';
import { findReadersPage } from '../../../subscribers/find-readers.js';
import { readerFilter } from '../../../subscribers/reader-filter.js';
import { forgetSearch, keepSearch } from '../../../subscribers/reader-searches.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { doneSentence, fieldOf, fieldsOf, queryOf } from '../fields.js';
import { sendAdmin, textsOfTurn } from '../send-admin.js';
import type { OwnTurn } from '../turn.js';
import {
  type AskedList,
  askedOfForm,
  askedOfQuery,
  asksByAddress,
  filterFields,
  listQuery,
  readersUrl,
  typedReaders,
} from './asked-readers.js';

const need = 'subscribers:read';
const SHOWN = 100;

/** `/admin/readers`: who they are, a hundred a page, the newest first; by anything that is known of them. */
export function readersPages(routes: AdminRoutes, context: AdminContext): void {
  const { page } = routes;
  const { place } = context;
  page({ method: 'GET', url: '/readers', need }, async (turn) =>
    sendReaders(turn, context, await askedOfQuery(context, turn.request), null),
  );

  page({ method: 'POST', url: '/readers', need }, async (turn) => {
    const { request, reply, visit } = turn;
    const asked = typedReaders(request);
    const name = fieldOf(request, 'name').trim();
    try {
      readerFilter(asked, context.config.digestTimezone);
      const isKept = name !== '' || asksByAddress(asked);
      const kept = { asked, ids: null, name: name === '' ? null : name };
      const search = isKept ? await keepSearch(context, visit.actor, kept) : null;
      return reply.redirect(place.base + readersUrl({ asked, search }), 303);
    } catch (error) {
      if (!(error instanceof BroadsheetError) || error.code !== 'INPUT_INVALID') throw error;
      reply.code(400);
      const fault = textsOfTurn(context, turn).t('admin-readers.incomplete');
      return sendReaders(turn, context, { asked, search: null, name: null }, fault);
    }
  });

  page(
    { method: 'POST', url: '/readers/forget', need, from: '/admin/readers' },
    async ({ request, reply, visit }) => {
      await forgetSearch(context, visit.actor, fieldOf(request, 'search'));
      return reply.redirect(`${place.base}/admin/readers?done=search-forgotten`, 303);
    },
  );
  chooseAct(routes, context);
}

/** Many of those who are listed; what is to be done with them is shown first, on a page of its own. */
function chooseAct({ page }: AdminRoutes, context: AdminContext): void {
  const { place } = context;
  page({ method: 'POST', url: '/readers/choose', need, from: '/admin/readers' }, async (turn) => {
    const { request, reply, visit } = turn;
    const act = actOf(fieldOf(request, 'act'));
    const { asked } = await askedOfForm(context, request);
    const isAll = fieldOf(request, 'which') === 'all';
    const ids = isAll
      ? null
      : fieldsOf(request, 'id')
          .filter((id) => /^[1-9]\d{0,14}$/.test(id))
          .map(Number);
    if (ids?.length === 0)
      return reply.redirect(
        `${place.base}/admin/readers?${listQuery(await askedOfForm(context, request))}&done=none-chosen`,
        303,
      );
    const search = await keepSearch(context, visit.actor, { asked, ids, name: null });
    return reply.redirect(`${place.base}/admin/readers/many/${search}/${act}`, 303);
  });
}

/** @throws BroadsheetError INPUT_INVALID */
function actOf(typed: string): BulkAct {
  const act = bulkActs.find((name) => name === typed);
  if (act === undefined) throw new BroadsheetError('INPUT_INVALID', 'Choose what is to be done.');
  return act;
}

async function sendReaders(turn: OwnTurn, context: AdminContext, list: AskedList, fault: string | null) {
  const { database, config } = context;
  const { request, visit } = turn;
  const given = queryOf(request, 'before');
  const before = /^[1-9]\d{0,14}$/.test(given) ? Number(given) : null;
  const [{ readers, next }, searches] = await Promise.all([
    fault === null
      ? findReadersPage(database, readerFilter(list.asked, config.digestTimezone), { before, limit: SHOWN })
      : { readers: [], next: null },
    listReaderSearches(database),
  ]);
  const { permissions } = visit.actor;
  return sendAdmin(turn, context, 'admin/readers', (texts) => ({
    done: doneSentence(texts, queryOf(request, 'done'), [
      'search-forgotten',
      'none-chosen',
      'erased',
      'erased-many',
    ]),
    fault,
    fields: filterFields(texts, list.asked),
    isFiltered: Object.keys(list.asked).length > 0,
    isLater: before !== null,
    name: list.name,
    search: list.search ?? '',
    hidden: list.search === null ? Object.entries(list.asked).map(([name, value]) => ({ name, value })) : [],
    searches: searches.map(({ id, name }) => ({
      href: readersUrl({ asked: {}, search: id }),
      name,
      current: id === list.search,
    })),
    readers: readers.map((reader) => readerRow(texts, reader, config.digestTimezone)),
    acts: bulkActs
      .filter((act) => permissions.has(bulkNeeds[act]))
      .map((act) => ({ act, text: texts.t(`admin-readers.act-${act}`) })),
    exportHref: permissions.has('subscribers:export') ? `/admin/readers/export?${listQuery(list)}` : null,
    older: next === null ? null : readersUrl(list, { before: String(next) }),
    first: readersUrl(list),
  }));
}

const tones: Partial<Record<ListedReader['state'], string>> = {
  active: 'good',
  pending: 'warn',
  bounced: 'bad',
  complained: 'bad',
};

function readerRow({ t, dates }: Texts, reader: ListedReader, zone: string) {
  const { id, address, state, stateChangedAt, confirmedAt, frequency, language, hasRules, via, origin } =
    reader;
  const day = (moment: Date) => dates.withYear(dateIn(zone, moment));
  return {
    id,
    href: `/admin/readers/${id}`,
    address,
    state: t(`admin-readers.state-${state}`),
    tone: tones[state] ?? 'quiet',
    since: day(stateChangedAt),
    confirmed: confirmedAt === null ? '' : day(confirmedAt),
    mail: [
      t(`admin-readers.frequency-${frequency}`),
      t(`admin-readers.language-${language}`),
      ...(hasRules ? [t('admin-readers.with-rules')] : []),
    ].join(', '),
    came: [via === null ? '' : t(`admin-readers.via-${via}`), origin === via ? '' : (origin ?? '')]
      .filter((part) => part !== '')
      .join(', '),
  };
}
