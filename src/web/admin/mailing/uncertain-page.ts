import { BroadsheetError } from '../../../errors.js';
import type { Texts } from '../../../i18n/texts.js';
import { type Settlement, settleMailing } from '../../../mailing/steer-mailing.js';
import { type SettleDecision, settleDecisions } from '../../../model/sending-control.js';
import { countUncertain, listUncertain, type UncertainRow } from '../../../store/deliveries/uncertain.js';
import type { MailingReader } from '../../http/mailing-reader.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { doneSentence, fieldOf, fieldsOf, queryOf } from '../fields.js';
import { sendAdmin } from '../send-admin.js';
import { sendConfirm } from '../send-confirm.js';
import type { OwnTurn } from '../turn.js';
import { digestHead, digestOfTurn, digestPages, digestSchema, titleOfDigest } from './digest-turn.js';

const SHOWN = 100;
const settling = { need: 'deliveries:settle', schema: digestSchema } as const;

/** `/admin/digests/<name>/uncertain`: of which deliveries nobody knows, and what became of them. */
export function uncertainPage(routes: AdminRoutes, context: AdminContext, reader: MailingReader): void {
  const { database } = context;
  routes.page({ ...settling, method: 'GET', url: '/digests/:name/uncertain' }, async (turn) => {
    const digest = await digestOfTurn(turn, context);
    const after = subscriberOf(queryOf(turn.request, 'after')) ?? 0;
    const [found, all] = await Promise.all([
      listUncertain(database, digest.id, { after, limit: SHOWN + 1 }),
      countUncertain(database, digest.id),
    ]);
    const rows = found.slice(0, SHOWN);
    const { uncertain } = digestPages(digest);
    const maySee = turn.visit.actor.permissions.has('subscribers:read');
    return sendAdmin(turn, context, 'admin/uncertain', (texts) => ({
      ...digestHead(texts, turn, digest, '/uncertain'),
      done: doneSentence(texts, queryOf(turn.request, 'done'), ['settled', 'settled-none']),
      all,
      lead: texts.t('admin-uncertain.count', { count: all }),
      maySee,
      rows: rows.map((row) => rowView(texts, row, maySee)),
      decisions: settleDecisions.map((decision) => decisionView(texts, decision)),
      first: after === 0 ? null : uncertain,
      next: found.length > SHOWN ? `${uncertain}?after=${rows.at(-1)?.subscriberId}` : null,
    }));
  });
  settleChosen(routes, context, reader);
  settleAll(routes, context, reader);
}

function settleChosen(routes: AdminRoutes, context: AdminContext, reader: MailingReader): void {
  const url = '/digests/:name/uncertain';
  routes.page({ ...settling, method: 'POST', url, acts: true }, async (turn) => {
    const chosen = fieldsOf(turn.request, 'reader').map(subscriberOf);
    const subscriberIds = chosen.filter((id) => id !== null);
    if (subscriberIds.length !== chosen.length || chosen.length > SHOWN)
      throw new BroadsheetError('INPUT_INVALID', 'Readers are chosen by their ids.');
    return settle(turn, context, reader, { subscriberIds });
  });
}

/** Asked on a page of its own, for it is about readers who are not all in sight. */
function settleAll(routes: AdminRoutes, context: AdminContext, reader: MailingReader): void {
  const url = '/digests/:name/uncertain/all';
  const route = { ...settling, url, acts: true } as const;
  const ask = async (turn: OwnTurn, decision: SettleDecision, shown: number | null = null) => {
    const digest = await digestOfTurn(turn, context);
    const count = await countUncertain(context.database, digest.id);
    const { uncertain, settleAll: action } = digestPages(digest);
    return sendConfirm(turn, context, (texts) => ({
      heading: texts.t(`admin-uncertain.all-${decision}`, { count }),
      paragraphs: [
        ...(shown === null || count <= shown
          ? []
          : [texts.t('admin-uncertain.all-more', { count: count - shown })]),
        ...[titleOfDigest(texts, digest), texts.t(`admin-uncertain.what-${decision}`)],
      ],
      action,
      fields: [
        { name: 'decision', value: decision },
        { name: 'shown', value: String(count) },
      ],
      button: texts.t(`admin-uncertain.${decision}`),
      back: uncertain,
    }));
  };
  routes.page({ ...route, method: 'GET' }, (turn) =>
    ask(turn, decisionOf(queryOf(turn.request, 'decision'))),
  );
  const from = '/admin/digests/:name/uncertain';
  routes.page({ ...route, method: 'POST', from }, async (turn) => {
    const typed = fieldOf(turn.request, 'shown');
    const shown = /^\d{1,9}$/.test(typed) ? Number(typed) : 0;
    try {
      return await settle(turn, context, reader, { subscriberIds: null, atMost: shown });
    } catch (error) {
      if (!(error instanceof BroadsheetError) || error.code !== 'MORE_UNCERTAIN') throw error;
      turn.reply.code(409);
      return ask(turn, decisionOf(fieldOf(turn.request, 'decision')), shown);
    }
  });
}

async function settle(
  turn: OwnTurn,
  context: AdminContext,
  { counts, domains }: MailingReader,
  whom: Pick<Settlement, 'subscriberIds' | 'atMost'>,
) {
  const digest = await digestOfTurn(turn, context);
  const decision = decisionOf(fieldOf(turn.request, 'decision'));
  const settlement = { decision, ...whom };
  const settled =
    whom.subscriberIds?.length === 0 ? 0 : await settleMailing(context, turn.visit.actor, digest, settlement);
  counts.forget(digest.id);
  domains.forget(digest.id);
  const done = settled === 0 ? 'settled-none' : 'settled';
  return turn.reply.redirect(`${context.place.base}${digestPages(digest).uncertain}?done=${done}`, 303);
}

/** @throws BroadsheetError INPUT_INVALID */
function decisionOf(text: string): SettleDecision {
  const decision = settleDecisions.find((one) => one === text);
  if (decision !== undefined) return decision;
  throw new BroadsheetError('INPUT_INVALID', `Say what became of them: ${settleDecisions.join(', ')}.`);
}

function subscriberOf(text: string): number | null {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
}

function decisionView({ t }: Texts, decision: SettleDecision) {
  return {
    value: decision,
    text: t(`admin-uncertain.${decision}`),
    what: t(`admin-uncertain.what-${decision}`),
  };
}

/** Why a delivery is uncertain: there is a text for each. */
const REASONS = ['uncertain', 'worker-lost', 'failover', 'restored'] as const;

function rowView(
  { t, dates }: Texts,
  { subscriberId, address, attempts, reason, since }: UncertainRow,
  maySee: boolean,
) {
  const known = REASONS.find((one) => one === reason);
  return {
    id: subscriberId,
    who: maySee ? address : t('admin-uncertain.reader-number', { id: String(subscriberId) }),
    why: known === undefined ? '' : t(`admin-uncertain.because-${known}`),
    attempts: String(attempts),
    since: since === null ? '' : dates.moment(since),
  };
}
