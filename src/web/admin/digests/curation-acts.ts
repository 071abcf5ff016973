import Type from 'typebox';
import { changeNote, movePin } from '../../../digests/change-curation.js';
import { curate, paperIdOf, takeBack } from '../../../digests/curate.js';
import { BroadsheetError, type ErrorCode } from '../../../errors.js';
import type { TextKey } from '../../../i18n/text-keys.js';
import type { Texts } from '../../../i18n/texts.js';
import { curationActions, LONGEST_NOTE } from '../../../model/curation.js';
import { digestName } from '../../../model/digest-period.js';
import { isArxivId } from '../../../model/paper-id.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { fieldOf } from '../fields.js';
import type { OwnTurn } from '../turn.js';
import { askedDigest, Name } from './asked-digest.js';
import { sendDesk } from './desk-page.js';

const need = 'digests:curate';
const Id = Type.String({ pattern: '^[1-9]\\d{0,14}$' });

/** What the desk does with papers: pin, add, hide; of what was decided: another place, another note, the end. */
export function curationActs(routes: AdminRoutes, context: AdminContext): void {
  decideAct(routes, context);
  changeAct(routes, context);
}

function decideAct({ page }: AdminRoutes, context: AdminContext): void {
  const deciding = { url: '/digests/:name/papers', schema: { params: Type.Object({ name: Name }) } };
  page({ ...deciding, method: 'POST', need }, async (turn) => {
    const { request, visit } = turn;
    const digest = askedDigest(turn);
    const [paper, note] = [fieldOf(request, 'paper'), fieldOf(request, 'note')];
    const action = curationActions.find((one) => one === fieldOf(request, 'action')) ?? 'add';
    try {
      if (action !== 'hide') await context.installation.askForPaper(paperIdOf(paper));
      await curate(context, visit.actor, { paper, action, digest, note, version: versionOf(turn) });
      return back(turn, context, action);
    } catch (error) {
      const say = sayingOf(error, paper);
      turn.reply.code(statusOf(error));
      // The button that pins brings the note along that stands there already.
      const wrote = fieldOf(request, 'kept') === '' ? note : '';
      return sendDesk(turn, context, { paper, note: wrote, say });
    }
  });
}

function changeAct({ page }: AdminRoutes, context: AdminContext): void {
  const changing = {
    url: '/digests/:name/curations/:id/:act',
    schema: {
      params: Type.Object({ name: Name, id: Id, act: Type.Enum(['end', 'up', 'down', 'note']) }),
    },
  };
  page({ ...changing, method: 'POST', need }, async (turn) => {
    const { request, visit } = turn;
    const { id, act } = request.params as { readonly id: string; readonly act: string };
    const number = Number(id);
    const note = fieldOf(request, 'note');
    try {
      if (act === 'end') await takeBack(context, visit.actor, number, versionOf(turn));
      else if (act === 'note')
        await changeNote(context, visit.actor, { id: number, note, version: versionOf(turn) });
      else {
        const move = act === 'up' ? 'up' : 'down';
        await movePin(context, visit.actor, { id: number, move, digest: askedDigest(turn) });
      }
      return back(turn, context, act);
    } catch (error) {
      const say = sayingOf(error, '');
      turn.reply.code(statusOf(error));
      // The form says of which paper it is; what was written stays where it can be sent again.
      const paper = act === 'note' ? fieldOf(request, 'paper') : '';
      return sendDesk(turn, context, { paper, note: paper === '' ? '' : note, say });
    }
  });
}

function back(turn: OwnTurn, { place }: AdminContext, done: string) {
  const { kind, period } = askedDigest(turn);
  return turn.reply.redirect(
    `${place.base}/admin/digests/${digestName(kind, period)}?done=${done}#papers`,
    303,
  );
}

/** Why a paper was not taken, by the code; a code that stands for no fault of what was typed is no sentence. */
const sentences: Partial<Record<ErrorCode, TextKey>> = {
  PAPER_TAKEN: 'admin-digests.fault-taken',
  DIGEST_FROZEN: 'admin-digests.fault-frozen',
  SOURCE_UNAVAILABLE: 'admin-digests.fault-source',
  SOURCE_ANSWER_INVALID: 'admin-digests.fault-source',
  DRAFT_CHANGED: 'admin-digests.fault-decided',
  NOT_FOUND: 'admin-digests.fault-taken-back',
};

/** What the page showed of the paper; a form that does not say asks for no comparison. */
function versionOf({ request }: OwnTurn): string | undefined {
  return fieldOf(request, 'version') || undefined;
}

/** What somebody else did meanwhile is no fault of what was typed. */
function statusOf(error: unknown): 404 | 409 | 422 {
  const code = error instanceof BroadsheetError ? error.code : null;
  if (code === 'DRAFT_CHANGED') return 409;
  return code === 'NOT_FOUND' ? 404 : 422;
}

function sayingOf(error: unknown, paper: string): (texts: Texts) => string {
  if (!(error instanceof BroadsheetError)) throw error;
  const { code, details } = error;
  if (code === 'PAPER_UNKNOWN') {
    const name = isArxivId(paperIdOf(paper)) ? 'not-stored' : 'no-id';
    return ({ t }) => t(`admin-digests.fault-${name}`, { id: paperIdOf(paper).slice(0, 64) });
  }
  if (code === 'INPUT_INVALID') return ({ t }) => t('admin-digests.fault-note', { most: LONGEST_NOTE });
  const sentence = sentences[code];
  if (sentence === undefined) throw error;
  const digest =
    typeof details['period'] === 'string' ? digestName(details['kind'] as 'daily', details['period']) : '';
  return ({ t }) => t(sentence, { digest });
}
