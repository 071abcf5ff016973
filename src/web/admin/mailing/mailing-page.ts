import { BroadsheetError } from '../../../errors.js';
import {
  cancelMailing,
  LONGEST_PAUSE_REASON,
  pauseMailing,
  resumeMailing,
} from '../../../mailing/steer-mailing.js';
import { MAILED_FOR_MS } from '../../../model/delivery.js';
import type { DigestWithPapers } from '../../../model/digest.js';
import type { SendingControl } from '../../../model/sending-control.js';
import { openAlarms } from '../../../store/deliveries/sending-alarms.js';
import { findSendingControl } from '../../../store/deliveries/sending-control.js';
import type { MailingReader } from '../../http/mailing-reader.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { doneSentence, fieldOf, queryOf } from '../fields.js';
import { sendAdmin } from '../send-admin.js';
import { sendConfirm } from '../send-confirm.js';
import { digestHead, digestOfTurn, digestPages, digestSchema, titleOfDigest } from './digest-turn.js';
import { type MailingFacts, mailingView } from './mailing-view.js';

const done = ['paused', 'resumed', 'cancelled'] as const;

/** `/admin/digests/<name>/mailing`: whether it went out, how it goes, and what stops it. */
export function mailingPage(routes: AdminRoutes, context: AdminContext, reader: MailingReader): void {
  const { clock } = context;
  const look = { method: 'GET', need: 'digests:read', schema: digestSchema } as const;
  routes.page({ ...look, url: '/digests/:name/mailing' }, async (turn) => {
    const digest = await digestOfTurn(turn, context);
    const facts = await readFacts(context, reader, digest);
    const { permissions } = turn.visit.actor;
    return sendAdmin(turn, context, 'admin/mailing', (texts) => ({
      ...mailingView(texts, facts, clock()),
      ...digestHead(texts, turn, digest, '/mailing'),
      done: doneSentence(texts, queryOf(turn.request, 'done'), done),
      maySteer: permissions.has('digests:steer') && mayStillBeMailed(digest, clock()),
      isPaused: facts.control.pausedAt !== null,
      isCancelled: facts.control.cancelledAt !== null,
      answersAlarms: facts.alarms.length > 0,
    }));
  });
  routes.page({ ...look, url: '/digests/:name/mailing/live' }, async (turn) => {
    const facts = await readFacts(context, reader, await digestOfTurn(turn, context));
    return sendAdmin(turn, context, 'admin/mailing-live', (texts) => mailingView(texts, facts, clock()));
  });
  steering(routes, context, reader);
  cancelling(routes, context, reader);
}

function mayStillBeMailed({ releasedAt }: DigestWithPapers, now: Date): boolean {
  return releasedAt !== null && now.getTime() - releasedAt.getTime() < MAILED_FOR_MS;
}

async function readFacts(
  { database }: AdminContext,
  { counts, domains }: MailingReader,
  digest: DigestWithPapers,
): Promise<MailingFacts> {
  const [control, alarms, counted, byDomain] = await Promise.all([
    controlOf(database, digest.id),
    openAlarms(database),
    counts.get(digest.id),
    domains.get(digest.id),
  ]);
  return { digest, control, alarms, counts: counted, domains: byDomain };
}

/** Read each time, since it is a row, so that who pauses sees it at once. */
async function controlOf(database: AdminContext['database'], digestId: number): Promise<SendingControl> {
  const control = await findSendingControl(database, digestId);
  if (control === null) throw new BroadsheetError('DIGEST_NOT_FOUND', 'There is no such digest.');
  return control;
}

const steer = { method: 'POST', need: 'digests:steer', acts: true, schema: digestSchema } as const;

function steering(routes: AdminRoutes, context: AdminContext, { counts }: MailingReader): void {
  const from = '/admin/digests/:name/mailing';
  routes.page({ ...steer, url: '/digests/:name/pause', from }, async (turn) => {
    const digest = await digestOfTurn(turn, context);
    const reason = fieldOf(turn.request, 'reason').trim().slice(0, LONGEST_PAUSE_REASON);
    await pauseMailing(context, turn.visit.actor, digest, reason === '' ? null : reason);
    return turn.reply.redirect(`${context.place.base}${digestPages(digest).mailing}?done=paused`, 303);
  });
  routes.page({ ...steer, url: '/digests/:name/resume', from }, async (turn) => {
    const digest = await digestOfTurn(turn, context);
    await resumeMailing(context, turn.visit.actor, digest);
    counts.forget(digest.id);
    return turn.reply.redirect(`${context.place.base}${digestPages(digest).mailing}?done=resumed`, 303);
  });
}

function cancelling(routes: AdminRoutes, context: AdminContext, { counts }: MailingReader): void {
  const url = '/digests/:name/cancel';
  const from = `/admin${url}`;
  routes.page({ ...steer, method: 'GET', url, from }, async (turn) => {
    const digest = await digestOfTurn(turn, context);
    const pages = digestPages(digest);
    const counted = await counts.get(digest.id);
    return sendConfirm(turn, context, (texts) => ({
      heading: texts.t('admin-mailing.cancel-title', { title: titleOfDigest(texts, digest) }),
      paragraphs: [
        counted === null
          ? texts.t('admin-mailing.cancel-loses-some')
          : texts.t('admin-mailing.cancel-loses', {
              waiting: waitingOf(counted.answer.facts.counts),
              sent: counted.answer.facts.counts.sent,
            }),
        texts.t('admin-mailing.cancel-what'),
        texts.t('admin-mailing.cancel-instead'),
      ],
      action: pages.cancel,
      button: texts.t('admin-mailing.cancel'),
      back: pages.mailing,
    }));
  });
  routes.page({ ...steer, url, from }, async (turn) => {
    const digest = await digestOfTurn(turn, context);
    await cancelMailing(context, turn.visit.actor, digest);
    counts.forget(digest.id);
    return turn.reply.redirect(`${context.place.base}${digestPages(digest).mailing}?done=cancelled`, 303);
  });
}

function waitingOf(counts: { readonly pending: number; readonly deferred: number }): number {
  return counts.pending + counts.deferred;
}
