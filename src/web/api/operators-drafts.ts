import Type from 'typebox';
import { digestRequest } from '../../digests/digest-request.js';
import { draftDigest } from '../../digests/draft-digest.js';
import { wordsVersion, writeWords } from '../../digests/write-words.js';
import { BroadsheetError } from '../../errors.js';
import { sendTest } from '../../mailing/send-test.js';
import { type DigestName, digestName, namedDigest } from '../../model/digest-period.js';
import { LONGEST_INTRO, LONGEST_SUBJECT } from '../../model/intro.js';
import { defaultLanguage, languages } from '../../model/language.js';
import { type DigestDraft, draftsOf } from '../../store/digests/digest-drafts.js';
import { forOperators } from '../api-docs.js';
import { actorOf } from '../http/actor.js';
import type { PageContext, WebServer } from '../http/context.js';
import { BodyShape, DigestNameText, ProblemShape, RankedPaperShape, rankedPaperShape } from './shapes.js';

const faults = { 400: ProblemShape, 401: ProblemShape, 404: ProblemShape, 409: ProblemShape };
const nullableText = Type.Union([Type.String(), Type.Null()]);
const LanguageShape = Type.Enum([...languages]);

const WordsShape = Type.Object({
  language: LanguageShape,
  intro: nullableText,
  subject: nullableText,
  by: Type.String({ description: 'Who wrote it last, as they were called then' }),
  at: Type.String({ format: 'date-time' }),
  version: Type.String({ description: 'Of these words, for whoever replaces them' }),
});

/** A digest before it freezes: as it would be now, and what is to be said with it. */
export function operatorsDrafts(server: WebServer, context: PageContext): void {
  draftRoute(server, context);
  wordsRoute(server, context);
  testRoute(server, context);
}

function draftRoute(server: WebServer, { database, config, clock }: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'A digest as it would be if it froze now',
    description:
      'By the code that freezes it; nothing is written. `listed` is false where no list of it was read yet.',
    params: Type.Object({ name: DigestNameText }),
    response: {
      200: Type.Object({
        name: DigestNameText,
        listed: Type.Boolean(),
        words: Type.Array(WordsShape),
        papers: Type.Array(RankedPaperShape),
        hidden: Type.Array(Type.String(), { description: 'Ids of papers that it would hold and are hidden' }),
      }),
      ...faults,
    },
  };
  server.get('/digests/:name/draft', { schema, config: { permission: 'digests:read' } }, async (request) => {
    const name = askedName(request.params.name);
    const draft = await draftDigest(database, digestRequest(name, config, clock()));
    return {
      name: digestName(name.kind, name.period),
      listed: draft.isListed,
      words: (await draftsOf(database, name)).map(wordsShape),
      papers: draft.papers.map(rankedPaperShape),
      hidden: draft.hidden.map(({ paper }) => paper.id),
    };
  });
}

function wordsRoute(server: WebServer, context: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'Draft the intro and the subject of a digest in one language',
    description:
      'Plain text: an empty line makes a paragraph, bare https addresses become links. A subject may hold {title}, {count}, {more}, {date} and {site}. What is empty is taken away, what is absent stays. Both freeze with the digest.',
    params: Type.Object({ name: DigestNameText, language: LanguageShape }),
    body: BodyShape({
      intro: Type.Optional(Type.String({ maxLength: 4 * LONGEST_INTRO })),
      subject: Type.Optional(Type.String({ maxLength: 4 * LONGEST_SUBJECT })),
      version: Type.Optional(
        Type.String({
          maxLength: 40,
          description:
            'Of the words that were read: where somebody has written others since, the answer is 409 and nothing is changed',
        }),
      ),
    }),
    response: { 200: WordsShape, ...faults },
  };
  const config = { permission: 'digests:curate' } as const;
  server.put('/digests/:name/words/:language', { schema, config }, async (request) => {
    const { name, language } = request.params;
    const asked = { digest: askedName(name), language, ...request.body };
    return wordsShape(await writeWords(context, actorOf(request), asked));
  });
}

function testRoute(server: WebServer, context: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'Send a copy of a digest to an operator, as a test',
    description:
      'To an operator by number or by address, who need not be subscribed; frozen or not, also while its mailing is paused. Its subject says that it is a test, its links touch nobody, and it is counted nowhere.',
    params: Type.Object({ name: DigestNameText }),
    body: BodyShape({
      operatorId: Type.Optional(Type.Integer({ minimum: 1 })),
      address: Type.Optional(Type.String({ maxLength: 320 })),
      language: Type.Optional(LanguageShape),
      ruleSetId: Type.Optional(Type.Integer({ minimum: 1 })),
    }),
    response: {
      202: Type.Object({ digest: DigestNameText, operatorId: Type.Integer(), language: LanguageShape }),
      ...faults,
    },
  };
  const config = { permission: 'digests:test' } as const;
  server.post('/digests/:name/test', { schema, config }, async (request, reply) => {
    const { operatorId, address = '', language, ruleSetId = null } = request.body;
    const digest = askedName(request.params.name);
    await context.installation?.example({ digest, language: language ?? defaultLanguage, ruleSetId });
    const to = operatorId === undefined ? { address } : { id: operatorId };
    const copy = await sendTest(context, actorOf(request), { digest, to, language, ruleSetId }, (made) =>
      context.queues.sendTest(made),
    );
    return reply.code(202).send(copy);
  });
}

/** @throws BroadsheetError DATE_INVALID */
function askedName(name: string): DigestName {
  const found = namedDigest(name);
  if (found !== null) return found;
  const message = 'Days are written as YYYY-MM-DD, weeks as YYYY-Www, months as YYYY-MM.';
  throw new BroadsheetError('DATE_INVALID', message);
}

function wordsShape({ at, ...draft }: DigestDraft) {
  return { ...draft, at: at.toISOString(), version: wordsVersion(draft) };
}
