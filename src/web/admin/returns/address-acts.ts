import type { FastifyReply } from 'fastify';
import { BroadsheetError } from '../../../errors.js';
import { type AskedLift, liftFilter } from '../../../feedback/acting/lift-filter.js';
import { liftMany, previewLift } from '../../../feedback/acting/lift-many.js';
import type { TextKey } from '../../../i18n/text-keys.js';
import { feedbackReasons } from '../../../model/feedback.js';
import { liftSuppression } from '../../../subscribers/address-record.js';
import { findSearch } from '../../../subscribers/reader-searches.js';
import { suppress } from '../../../subscribers/suppress.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { fieldOf, queryOf } from '../fields.js';
import { sendAdmin, textsOfTurn } from '../send-admin.js';
import type { OwnTurn } from '../turn.js';

type SendAgain = (turn: OwnTurn, context: AdminContext, fault: string | null) => Promise<FastifyReply>;

const from = '/admin/suppressions';

/** What is done with one address, with a subscriber or without, and with many. */
export function addressActs(routes: AdminRoutes, context: AdminContext, sendAgain: SendAgain): void {
  const { page } = routes;
  const refused = (turn: OwnTurn, words: TextKey) => {
    turn.reply.code(400);
    return sendAgain(turn, context, textsOfTurn(context, turn).t(words));
  };

  page({ method: 'POST', url: '/suppressions/lift', need: 'suppressions:lift', from }, async (turn) => {
    const { request, visit } = turn;
    const reason = fieldOf(request, 'reason').trim();
    if (reason === '') return refused(turn, 'admin-reader.reason-missing');
    const { asked } = await findSearch(context, fieldOf(request, 'search'));
    const former = await liftSuppression(context, visit.actor, { address: asked.find ?? '' }, reason);
    return back(turn, context, former === null ? 'not-lifted' : 'lifted');
  });

  page({ method: 'POST', url: '/suppressions/add', need: 'subscribers:write', from }, async (turn) => {
    const { request, visit } = turn;
    try {
      await suppress(context, visit.actor, fieldOf(request, 'address'), fieldOf(request, 'note'));
      return back(turn, context, 'suppressed');
    } catch (error) {
      if (!(error instanceof BroadsheetError) || error.code !== 'ADDRESS_INVALID') throw error;
      return refused(turn, 'admin-fault.address');
    }
  });

  liftManyPages(routes, context);
}

function back({ reply }: OwnTurn, { place }: AdminContext, done: string) {
  return reply.redirect(`${place.base}/admin/suppressions?done=${done}`, 303);
}

/** All whose bounce fits, after a look at how many they are. */
function liftManyPages({ page }: AdminRoutes, context: AdminContext): void {
  const many = { url: '/suppressions/many', need: 'suppressions:lift' } as const;
  page({ ...many, method: 'GET' }, (turn) => sendMany(turn, context, (name) => queryOf(turn.request, name)));
  page({ ...many, method: 'POST' }, async (turn) => {
    const said = (name: string) => fieldOf(turn.request, name);
    const reason = said('reason').trim();
    if (reason === '') return sendMany(turn, context, said);
    await liftMany(context, turn.visit.actor, {
      filter: liftFilter(askedLift(said), context.clock()),
      reason,
    });
    return back(turn, context, 'lifted-many');
  });
}

const liftNames = [
  'since',
  'until',
  'cause',
  'relay',
  'reply',
] as const satisfies readonly (keyof AskedLift)[];

function askedLift(said: (name: string) => string): AskedLift {
  const pairs = liftNames.map((name) => [name, said(name).trim()]);
  return Object.fromEntries(pairs.filter(([, value]) => value !== ''));
}

/** Whom lifting many would be about; nothing is done. */
async function sendMany(turn: OwnTurn, context: AdminContext, said: (name: string) => string) {
  const asked = askedLift(said);
  let preview: Awaited<ReturnType<typeof previewLift>> | null = null;
  // What servers said quotes addresses, and this stands in a URL.
  let isWrong = asked.reply?.includes('@') === true;
  if (!isWrong && Object.keys(asked).length > 0) {
    try {
      preview = await previewLift(context.database, liftFilter(asked, context.clock()));
    } catch (error) {
      if (!(error instanceof BroadsheetError) || error.code !== 'INPUT_INVALID') throw error;
      isWrong = true;
      turn.reply.code(400);
    }
  }
  return sendAdmin(turn, context, 'admin/lift-many', ({ t }) => ({
    fault: isWrong ? t('admin-suppressions.many-wrong') : null,
    asked: Object.fromEntries(liftNames.map((name) => [name, asked[name] ?? ''])),
    causes: [
      'dead-address',
      ...Object.entries(feedbackReasons).flatMap(([reason, { blame }]) =>
        blame === 'address' || blame === 'mailbox' || blame === 'remote' ? [reason] : [],
      ),
    ],
    what: preview === null ? null : t('admin-suppressions.many-what', { readers: preview.readers }),
    readers: preview?.readers ?? 0,
    groups: (preview?.groups ?? []).slice(0, 50).map(({ cause, relay, reply, status, readers }) => ({
      cause: cause ?? '',
      relay: relay ?? '',
      reply: [reply, status].filter((part) => part !== null).join(' '),
      readers,
    })),
  }));
}
