import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import { citationFormats } from '../../citations/citation-formats.js';
import { BroadsheetError } from '../../errors.js';
import { dateIn } from '../../model/calendar-date.js';
import { dataRequestUrl, savedUrl, yourFeedsUrl } from '../../model/links.js';
import { type SavedPaper, type SavePlace, savedPapers } from '../../store/tastes/saves.js';
import { findSubscriber } from '../../subscribers/operators.js';
import type { PageContext, WebServer } from '../http/context.js';
import { sendCitations } from '../http/send-citations.js';
import type { ReaderLimit } from '../limits/rate-limits.js';
import { claimOf } from '../links/link-claim.js';
import { takeAnswer } from '../readers/take-answer.js';
import { gone, sendMessage, todaysDateline } from './message-page.js';
import { paperView } from './paper-view.js';
import { sendPage } from './send-page.js';

const params = Type.Object({ token: Type.String() });
const SHOWN = 50;
/** What one file cites at most: more than anybody saves in years. */
const MOST_CITED = 10_000;

/** The papers that a reader keeps: a private page, with files for reference managers. */
export function savedPages(server: WebServer, context: PageContext, limit: ReaderLimit): void {
  listPage(server, context);
  buttons(server, context, limit);
  for (const format of citationFormats) {
    server.get(`/saved/:token/papers.${format.extension}`, { schema: { params } }, async (request, reply) => {
      const { subscriberId } = await claimOf(context, 'answer', request.params.token);
      const saved = await savedPapers(context.database, subscriberId, { after: null, limit: MOST_CITED });
      reply.header('cache-control', 'no-store');
      const papers = saved.map(({ paper }) => paper);
      return sendCitations(reply, format, papers, 'saved-papers');
    });
  }
}

function listPage(server: WebServer, context: PageContext): void {
  const querystring = Type.Object({
    removed: Type.Optional(Type.String({ maxLength: 64 })),
    after: Type.Optional(Type.String({ maxLength: 100 })),
  });
  server.get('/saved/:token', { schema: { params, querystring } }, async (request, reply) => {
    const { token } = request.params;
    const { subscriberId } = await claimOf(context, 'answer', token);
    if ((await findSubscriber(context.database, { id: subscriberId })) === null) {
      return sendMessage(reply.code(410), context, gone);
    }
    const { removed = null, after = '' } = request.query;
    const found = await savedPapers(context.database, subscriberId, {
      after: placeOf(after),
      limit: SHOWN + 1,
    });
    return sendSaved(reply, context, { token, found, removed });
  });
}

function buttons(server: WebServer, context: PageContext, limit: ReaderLimit): void {
  server.post('/saved/:token', { schema: { params } }, async (request, reply) => {
    const { token } = request.params;
    const { subscriberId } = await claimOf(context, 'answer', token);
    const { paper: paperId, answer } = (request.body ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof paperId !== 'string' || (answer !== 'save' && answer !== 'undo-save')) {
      throw new BroadsheetError('INPUT_INVALID', 'Use the buttons of the page.');
    }
    const taken = await takeAnswer(context, limit, request, { subscriberId, paperId, answer });
    if (!taken) return sendMessage(reply.code(410), context, gone);
    const said = answer === 'undo-save' ? `?removed=${encodeURIComponent(paperId)}` : '';
    return reply.redirect(`${context.base}${savedUrl('', token)}${said}`, 303);
  });
}

interface SavedPage {
  readonly token: string;
  readonly found: readonly SavedPaper[];
  readonly removed: string | null;
}

function sendSaved(
  reply: FastifyReply,
  context: PageContext,
  { token, found, removed }: SavedPage,
): Promise<FastifyReply> {
  const shown = found.slice(0, SHOWN);
  const last = found.length > SHOWN ? shown.at(-1) : undefined;
  const action = savedUrl('', token);
  const today = dateIn(context.config.digestTimezone, context.clock());
  reply.header('cache-control', 'no-store');
  return sendPage(reply, context, 'saved', (texts) => ({
    dateline: todaysDateline(context, texts),
    action,
    removed,
    feeds: yourFeedsUrl('', token),
    data: dataRequestUrl('', token),
    citations:
      found.length === 0 ? [] : citationFormats.map(({ name, extension }) => linkTo(action, name, extension)),
    papers: shown.map((paper, index) => ({
      ...paperView(texts, paper, index + 1, today),
      id: paper.paper.id,
    })),
    older: last === undefined ? null : `${action}?after=${encodeURIComponent(placeText(last))}`,
  }));
}

function linkTo(action: string, text: string, extension: string) {
  return { text, href: `${action}/papers.${extension}` };
}

/** Where a page goes on: the moment a paper was saved, and its id. */
function placeText({ savedAt, paper }: SavedPaper): string {
  return `${savedAt.getTime()} ${paper.id}`;
}

function placeOf(text: string): SavePlace | null {
  const [, moment, paperId] = /^(\d{1,14}) (\S{1,64})$/.exec(text) ?? [];
  return moment === undefined || paperId === undefined
    ? null
    : { savedAt: new Date(Number(moment)), paperId };
}
