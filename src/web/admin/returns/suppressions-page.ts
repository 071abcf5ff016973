import { DAY_MS } from '../../../durations.js';
import { undoLift } from '../../../feedback/acting/lift-many.js';
import type { Texts } from '../../../i18n/texts.js';
import {
  liftedByPersonAlone,
  suppressionReasons as reasons,
  type SuppressionReason,
} from '../../../model/subscriber.js';
import {
  countSuppressions,
  type ListedSuppression,
  listLiftBatches,
  listSuppressions,
  type SuppressedMonth,
} from '../../../store/subscribers/suppression-list.js';
import { addressRecord } from '../../../subscribers/address-record.js';
import { findSearch, keepSearch } from '../../../subscribers/reader-searches.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { doneSentence, fieldOf, queryOf } from '../fields.js';
import { historyRows } from '../readers/history-words.js';
import { sendAdmin, textsOfTurn } from '../send-admin.js';
import type { OwnTurn } from '../turn.js';
import { addressActs } from './address-acts.js';

const need = 'subscribers:read';
const SHOWN = 100;
const MONTHS = 24;

/** `/admin/suppressions`: what may not be mailed, by reason and month; one looked up, lifted or added. */
export function suppressionsPages(routes: AdminRoutes, context: AdminContext): void {
  const { page } = routes;
  page({ method: 'GET', url: '/suppressions', need }, (turn) => sendSuppressions(turn, context, null));

  page({ method: 'POST', url: '/suppressions', need }, async (turn) => {
    const { request, reply, visit } = turn;
    const find = fieldOf(request, 'address').trim();
    if (!find.includes('@')) {
      reply.code(400);
      return sendSuppressions(turn, context, textsOfTurn(context, turn).t('admin-fault.address'));
    }
    const search = await keepSearch(context, visit.actor, { asked: { find }, ids: null, name: null });
    return reply.redirect(`${context.place.base}/admin/suppressions?search=${search}`, 303);
  });

  const undo = {
    url: '/suppressions/undo',
    need: 'suppressions:lift',
    acts: true,
    from: '/admin/suppressions',
  } as const;
  page({ ...undo, method: 'POST' }, async ({ request, reply, visit }) => {
    const batch = /^[1-9]\d{0,14}$/.test(fieldOf(request, 'batch'))
      ? Number(fieldOf(request, 'batch'))
      : null;
    await undoLift(context, visit.actor, batch);
    return reply.redirect(`${context.place.base}/admin/suppressions?done=undone`, 303);
  });
  addressActs(routes, context, sendSuppressions);
}

async function sendSuppressions(turn: OwnTurn, context: AdminContext, fault: string | null) {
  const { database, config } = context;
  const { request, visit } = turn;
  const reason = reasons.find((name) => name === queryOf(request, 'reason')) ?? null;
  const given = new Date(queryOf(request, 'before'));
  const before = Number.isNaN(given.getTime()) ? null : given;
  const [months, listed, batches, one] = await Promise.all([
    countSuppressions(database, config.digestTimezone),
    listSuppressions(database, { reason, before, limit: SHOWN }),
    listLiftBatches(database, new Date(context.clock().getTime() - DAY_MS)),
    lookedUp(context, queryOf(request, 'search')),
  ]);
  const { permissions } = visit.actor;
  return sendAdmin(turn, context, 'admin/suppressions', (texts) => ({
    fault,
    done: doneSentence(texts, queryOf(request, 'done'), [
      'lifted',
      'not-lifted',
      'suppressed',
      'lifted-many',
      'undone',
    ]),
    one: one === null ? null : oneView(texts, one),
    mayLift: permissions.has('suppressions:lift'),
    mayWrite: permissions.has('subscribers:write'),
    reasons: reasons.map((name) => ({
      href: `/admin/suppressions?reason=${name}`,
      text: texts.t(`admin-suppressions.reason-${name}`),
      current: name === reason,
    })),
    months: monthRows(texts, months),
    isFiltered: reason !== null || before !== null,
    listed: listed.map((suppression) => listedRow(texts, suppression)),
    older: listed.length >= SHOWN ? olderUrl(reason, listed.at(-1)) : null,
    batches: batches.map(({ id, reason: why, at, lifted }) => ({
      id,
      text: texts.t('admin-suppressions.batch', { readers: lifted, at: texts.dates.moment(at), reason: why }),
    })),
  }));
}

function olderUrl(reason: SuppressionReason | null, last: ListedSuppression | undefined): string | null {
  if (last === undefined) return null;
  const query = { ...(reason === null ? {} : { reason }), before: last.at.toISOString() };
  return `/admin/suppressions?${new URLSearchParams(query)}`;
}

async function lookedUp({ database, keyring }: AdminContext, search: string) {
  if (search === '') return null;
  const { id, asked } = await findSearch({ database }, search);
  const address = asked.find ?? '';
  return { id, address, record: await addressRecord(database, keyring, { address }) };
}

function oneView(texts: Texts, { id, address, record }: NonNullable<Awaited<ReturnType<typeof lookedUp>>>) {
  const { suppression, subscriber, history } = record;
  const { t } = texts;
  const isGivenUp = suppression !== null && liftedByPersonAlone.has(suppression);
  return {
    search: id,
    address,
    state:
      suppression === null
        ? t('admin-suppressions.one-free')
        : t('admin-suppressions.one-suppressed', { reason: t(`admin-suppressions.reason-${suppression}`) }),
    tone: suppression === null ? 'good' : 'bad',
    canLift: suppression !== null && !isGivenUp,
    stays: isGivenUp ? t('admin-suppressions.stays') : null,
    canAdd: suppression !== 'operator' && (!isGivenUp || subscriber !== null),
    reader: subscriber === null ? null : `/admin/readers/${subscriber.id}`,
    history: historyRows(texts, history),
  };
}

function monthRows({ number }: Texts, counted: readonly SuppressedMonth[]) {
  const months = [...new Set(counted.map(({ month }) => month))].slice(0, MONTHS);
  return months.map((month) => ({
    month,
    counts: reasons.map((reason) => {
      const found = counted.find((one) => one.month === month && one.reason === reason);
      return number(found?.addresses ?? 0);
    }),
  }));
}

function listedRow({ t, dates }: Texts, { reason, at, note, subscriberId, address }: ListedSuppression) {
  return {
    at: dates.moment(at),
    iso: at.toISOString(),
    reason: t(`admin-suppressions.reason-${reason}`),
    note: note ?? '',
    href: subscriberId === null ? null : `/admin/readers/${subscriberId}`,
    address: address ?? t('admin-suppressions.unknown'),
  };
}
