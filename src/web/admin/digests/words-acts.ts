import Type from 'typebox';
import { writeWords } from '../../../digests/write-words.js';
import { BroadsheetError } from '../../../errors.js';
import { digestName } from '../../../model/digest-period.js';
import { LONGEST_INTRO, LONGEST_SUBJECT } from '../../../model/intro.js';
import { type Language, languages } from '../../../model/language.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { fieldOf } from '../fields.js';
import { askedDigest, Name } from './asked-digest.js';
import { sendDesk } from './desk-page.js';

const schema = { params: Type.Object({ name: Name, language: Type.Enum([...languages]) }) };

/** The intro and the subject of a digest, in one language at a time. */
export function wordsActs({ page }: AdminRoutes, context: AdminContext): void {
  const route = { url: '/digests/:name/words/:language', need: 'digests:curate', schema } as const;
  page({ ...route, method: 'POST' }, async (turn) => {
    const { request, reply, visit } = turn;
    const digest = askedDigest(turn);
    const { language } = request.params as { readonly language: Language };
    const [intro, subject] = [fieldOf(request, 'intro'), fieldOf(request, 'subject')];
    try {
      const version = fieldOf(request, 'version') || undefined;
      await writeWords(context, visit.actor, { digest, language, intro, subject, version });
      const url = `/admin/digests/${digestName(digest.kind, digest.period)}?done=words#words`;
      return reply.redirect(context.place.base + url, 303);
    } catch (error) {
      if (!(error instanceof BroadsheetError)) throw error;
      const sentence = sentenceOf(error);
      if (sentence === null) throw error;
      reply.code(error.code === 'DRAFT_CHANGED' ? 409 : 422);
      return sendDesk(turn, context, {
        say: ({ t }) =>
          t(`admin-digests.${sentence}`, {
            most: sentence === 'fault-intro' ? LONGEST_INTRO : LONGEST_SUBJECT,
            digest: digestName(digest.kind, digest.period),
          }),
        words: { language, intro, subject, isOutrun: error.code === 'DRAFT_CHANGED' },
      });
    }
  });
}

function sentenceOf({ code, details }: BroadsheetError) {
  if (code === 'DIGEST_FROZEN') return 'fault-frozen-words';
  if (code === 'DRAFT_CHANGED') return 'fault-outrun';
  if (code !== 'INPUT_INVALID') return null;
  return details['part'] === 'intro' ? 'fault-intro' : 'fault-subject';
}
