import Type from 'typebox';
import { freezeAgain } from '../../../digests/freeze-again.js';
import { approveDigest, holdDigest, liftDigest, releaseNow } from '../../../digests/release-desk.js';
import { BroadsheetError, type ErrorCode } from '../../../errors.js';
import { periodTitle } from '../../../i18n/period-title.js';
import type { TextKey } from '../../../i18n/text-keys.js';
import { type DigestName, digestName } from '../../../model/digest-period.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { fieldOf } from '../fields.js';
import { sendConfirm } from '../send-confirm.js';
import type { OwnTurn } from '../turn.js';
import { askedDigest, Name } from './asked-digest.js';
import { sendDesk } from './desk-page.js';
import type { ReleaseAct } from './release-view.js';

const need = 'digests:approve';
const schema = { params: Type.Object({ name: Name }) };

type Acting = (turn: OwnTurn, context: AdminContext, name: DigestName) => Promise<unknown>;

const acts: Readonly<Record<ReleaseAct, Acting>> = {
  hold: (turn, context, name) => holdDigest(context, turn.visit.actor, name, fieldOf(turn.request, 'reason')),
  lift: (turn, context, name) => liftDigest(context, turn.visit.actor, name),
  approve: (turn, context, name) =>
    approveDigest(context, turn.visit.actor, name, lookedAt(fieldOf(turn.request, 'frozenAt'))),
  'freeze-again': (turn, context, name) => freezeAgain(context, turn.visit.actor, name),
  release: (turn, context, name) => releaseNow(context, turn.visit.actor, name),
};

/** What is said of a refusal on the page itself; any other is a fault of the form or of the service. */
const refusals: Partial<Record<ErrorCode, TextKey>> = {
  DIGEST_HELD: 'admin-release.fault-held',
  DIGEST_NOT_APPROVED: 'admin-release.fault-not-approved',
  DIGEST_RELEASED: 'admin-release.fault-released',
  DIGEST_CHANGED: 'admin-release.fault-changed',
  DIGEST_CANCELLED: 'admin-release.fault-cancelled',
  DIGEST_NOT_READY: 'admin-release.fault-not-ready',
  SECOND_NEEDED: 'admin-release.fault-second',
  INPUT_INVALID: 'admin-release.fault-reason',
};

/** What the desk does between freezing and mailing; what replaces or publishes a list is asked for first. */
export function releasePages({ page }: AdminRoutes, context: AdminContext): void {
  for (const [act, carryOut] of Object.entries(acts)) {
    page({ method: 'POST', url: `/digests/:name/${act}`, need, acts: true, schema }, async (turn) => {
      const name = askedDigest(turn);
      try {
        await carryOut(turn, context, name);
      } catch (error) {
        const refusal = error instanceof BroadsheetError ? refusals[error.code] : undefined;
        if (refusal === undefined) throw error;
        turn.reply.code(409);
        return sendDesk(turn, context, { paper: '', note: '', say: ({ t }) => t(refusal) });
      }
      const { kind, period } = name;
      const url = `${context.place.base}/admin/digests/${digestName(kind, period)}?done=${act}`;
      return turn.reply.redirect(url, 303);
    });
  }
  for (const act of ['freeze-again', 'release'] as const) {
    page({ method: 'GET', url: `/digests/:name/${act}`, need, schema }, async (turn) => {
      const { kind, period } = askedDigest(turn);
      const desk = `/admin/digests/${digestName(kind, period)}`;
      return sendConfirm(turn, context, (texts) => ({
        heading: texts.t(`admin-release.${act}-name`, { digest: periodTitle(texts, kind, period) }),
        paragraphs: [texts.t(`admin-release.${act}-what`)],
        action: `${desk}/${act}`,
        button: texts.t(`admin-release.${act}`),
        back: desk,
      }));
    });
  }
}

/** Which freezing the page showed; what is no moment was none of its. */
function lookedAt(written: string): Date {
  const moment = new Date(written);
  return Number.isNaN(moment.getTime()) ? new Date(0) : moment;
}
