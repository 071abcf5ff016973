import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import { BroadsheetError } from '../../../errors.js';
import type { Texts } from '../../../i18n/texts.js';
import { permitRules } from '../../../mailing/permit-rules.js';
import { digestName } from '../../../model/digest-period.js';
import { languages } from '../../../model/language.js';
import { calendarDigest } from '../../../store/digests/calendar.js';
import { listRuleSets } from '../../../store/editions/listed-rule-sets.js';
import { readOperators } from '../../../store/operators/operators.js';
import { mailFrameHeaders, ownPolicy, widerPolicy } from '../../http/security-headers.js';
import { framedHtml } from '../../mailbox/frame.js';
import { type ReadMail, readMail } from '../../mailbox/read-mail.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { doneSentence, queryOf } from '../fields.js';
import { languageOfTurn, sendAdmin } from '../send-admin.js';
import type { OwnTurn } from '../turn.js';
import { askedDigest, Name } from './asked-digest.js';
import { type PreviewAsked, previewView } from './preview-view.js';

const MOST_RULE_SETS = 100;
const schema = { params: Type.Object({ name: Name }) };
const framing = widerPolicy({ 'connect-src': ["'self'"], 'frame-src': ["'self'"] });

/** `/admin/digests/NAME/preview`: the mail as readers get it, or as they would now, in a frame of its own. */
export function previewPage({ page }: AdminRoutes, context: AdminContext): void {
  const need = 'digests:read';
  page({ method: 'GET', url: '/digests/:name/preview', need, schema, helmet: framing }, (turn) =>
    sendPreview(turn, context, null),
  );
  page(
    { method: 'GET', url: '/digests/:name/preview/html', need, schema, helmet: ownPolicy },
    async (turn) => {
      const asked = previewAsked(turn);
      const mail = await readExample(turn, context, asked);
      if (mail?.html == null) throw new BroadsheetError('NOT_FOUND', 'There is nothing to show so far.');
      turn.reply.headers(mailFrameHeaders);
      return turn.reply.type('text/html; charset=utf-8').send(framedHtml(themedHtml(mail.html, asked.theme)));
    },
  );
}

/** The page, with what was wrong with the form under it. */
export async function sendPreview(
  turn: OwnTurn,
  context: AdminContext,
  fault: ((texts: Texts) => string) | null,
): Promise<FastifyReply> {
  const asked = previewAsked(turn);
  const digest = askedDigest(turn);
  const { actor } = turn.visit;
  const [frozen, mail, ruleSets, operators] = await Promise.all([
    calendarDigest(context.database, digest),
    readExample(turn, context, asked),
    listRuleSets(context.database, { all: actor.permissions.has('subscribers:read'), limit: MOST_RULE_SETS }),
    readOperators(context.database),
  ]);
  const name = digestName(digest.kind, digest.period);
  const shown = { name, isFrozen: frozen !== null, asked, mail, ruleSets, actor };
  return sendAdmin(turn, context, 'admin/preview', (texts) => ({
    ...previewView(texts, shown),
    // Names alone: who curates need not see addresses.
    operators: operators
      .filter(({ disabledAt }) => disabledAt === null)
      .map(({ id, name }) => ({ id, name, chosen: id === actor.id })),
    mayTest: actor.permissions.has('digests:test'),
    done: fault === null ? doneSentence(texts, queryOf(turn.request, 'done'), ['tested']) : null,
    // Who may not open the mailbox is not led to it.
    mailbox: context.mailbox === null ? null : { isOpen: actor.permissions.has('system:read') },
    fault: fault?.(texts) ?? null,
  }));
}

/** What the address or the form asks for; anything else is as it is by itself. */
function previewAsked(turn: OwnTurn): PreviewAsked {
  const of = (name: string) => queryOf(turn.request, name);
  return {
    language: languages.find((language) => language === of('language')) ?? languageOfTurn(turn),
    ruleSetId: /^[1-9]\d{0,14}$/.test(of('rules')) ? Number(of('rules')) : null,
    theme: of('theme') === 'dark' ? 'dark' : 'light',
    part: of('part') === 'text' ? 'text' : 'html',
  };
}

/** Null where there is nothing to show so far. */
async function readExample(
  turn: OwnTurn,
  context: AdminContext,
  { language, ruleSetId }: PreviewAsked,
): Promise<ReadMail | null> {
  await permitRules(context, turn.visit.actor, ruleSetId);
  try {
    return await readMail(
      await context.installation.example({ digest: askedDigest(turn), language, ruleSetId }),
    );
  } catch (error) {
    if (error instanceof BroadsheetError && nothingYet.has(error.code)) return null;
    throw error;
  }
}

const nothingYet: ReadonlySet<string> = new Set(['DIGEST_NOT_FOUND', 'DIGEST_NOT_READY']);

const DARK = /\(\s*prefers-color-scheme\s*:\s*dark\s*\)/g;
const LIGHT = /\(\s*prefers-color-scheme\s*:\s*light\s*\)/g;
const SCHEMES = /(<meta\s+name="(?:supported-)?color-schemes?"\s+content=")[^"]*"/g;

/**
 * A mail as a program shows it that is set to one theme, whatever the browser is set to: a frame has no setting of its own
 * to ask for.
 */
function themedHtml(html: string, theme: 'light' | 'dark'): string {
  const [dark, light] = theme === 'dark' ? ['all', 'not all'] : ['not all', 'all'];
  return html.replace(DARK, dark).replace(LIGHT, light).replace(SCHEMES, `$1${theme}"`);
}
