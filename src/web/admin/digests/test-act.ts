import Type from 'typebox';
import { BroadsheetError, type ErrorCode } from '../../../errors.js';
import type { TextKey } from '../../../i18n/text-keys.js';
import { sendTest } from '../../../mailing/send-test.js';
import { digestName } from '../../../model/digest-period.js';
import { languages } from '../../../model/language.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { fieldOf, queryOf } from '../fields.js';
import { askedDigest, Name } from './asked-digest.js';
import { sendPreview } from './preview-page.js';

/** A copy of the mail that is shown, to an operator. */
export function testAct({ page }: AdminRoutes, context: AdminContext): void {
  const schema = { params: Type.Object({ name: Name }) };
  page({ method: 'POST', url: '/digests/:name/preview', need: 'digests:test', schema }, async (turn) => {
    const { request, reply, visit } = turn;
    const digest = askedDigest(turn);
    const [to, rules] = [fieldOf(request, 'operator'), queryOf(request, 'rules')];
    try {
      await context.installation.example({ digest, language: 'en', ruleSetId: numberIn(rules) });
      await sendTest(
        context,
        visit.actor,
        {
          digest,
          to: { id: numberIn(to) ?? visit.session.operator.id },
          language: languages.find((language) => language === queryOf(request, 'language')),
          ruleSetId: numberIn(rules),
        },
        (copy) => context.queues.sendTest(copy),
      );
    } catch (error) {
      const sentence = error instanceof BroadsheetError ? sentences[error.code] : undefined;
      if (sentence === undefined) throw error;
      reply.code(409);
      return sendPreview(turn, context, ({ t }) => t(sentence));
    }
    const query = new URLSearchParams({ ...(request.query as Record<string, string>), done: 'tested' });
    const url = `/admin/digests/${digestName(digest.kind, digest.period)}/preview?${query}`;
    return reply.redirect(context.place.base + url, 303);
  });
}

const sentences: Partial<Record<ErrorCode, TextKey>> = {
  MAIL_HELD: 'admin-digests.fault-mail-held',
  DIGEST_NOT_FOUND: 'admin-digests.fault-nothing',
  DIGEST_NOT_READY: 'admin-digests.fault-nothing',
  QUEUE_UNREACHABLE: 'admin-digests.fault-queue',
};

function numberIn(text: string): number | null {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
}
