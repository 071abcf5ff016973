import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Texts } from '../../i18n/texts.js';
import { readCampaign } from '../../model/origin.js';
import type { PageContext } from '../http/context.js';
import { readyPage } from '../http/page-cache.js';
import { languageOf } from '../http/request-language.js';
import { sendCached, sendReady } from '../http/send-cached.js';
import type { ViewName } from '../http/views.js';
import type { DayPapers } from './day-papers.js';
import { withPictures } from './day-pictures.js';
import { markedNew } from './new-mark.js';
import type { SubscribeForm } from './subscribe-form.js';

const HTML = 'text/html; charset=utf-8';

/** A page in the visitor's language; `make` gives what its template shows. */
export async function sendPage(
  reply: FastifyReply,
  { texts, views }: Pick<PageContext, 'texts' | 'views'>,
  view: ViewName,
  make: (texts: Texts) => object | Promise<object>,
): Promise<FastifyReply> {
  const language = languageOf(reply.request);
  reply.header('content-language', language).header('vary', 'Accept-Language');
  return reply.type(HTML).send(views.render(language, view, await make(texts[language])));
}

/** A page that is made for each question, and leaves compressed where the client takes that. */
export async function sendAnswer(
  reply: FastifyReply,
  { texts, views }: Pick<PageContext, 'texts' | 'views'>,
  view: ViewName,
  make: (texts: Texts) => object | Promise<object>,
): Promise<FastifyReply> {
  const language = languageOf(reply.request);
  reply.header('content-language', language).header('vary', 'Accept-Encoding, Accept-Language');
  const text = views.render(language, view, await make(texts[language]));
  return sendReady(reply.request, reply, readyPage({ type: HTML, text }));
}

/** A page of papers, which is the same for everybody who reads its language. */
export async function sendDay(
  request: FastifyRequest,
  reply: FastifyReply,
  context: PageContext,
  view: (texts: Texts) => Promise<{ readonly form: SubscribeForm; readonly list: DayPapers }>,
): Promise<FastifyReply> {
  const from = readCampaign((request.query as { readonly from?: unknown }).from);
  // What else stands behind a question mark changes nothing.
  const [path = ''] = request.url.split('?', 1);
  const shared = from === null ? context : { ...context, key: `${path}?from=${from}` };
  return sendShared(request, reply, shared, async (texts) => {
    const made = await view(texts);
    const form = { ...made.form, origin: { ...made.form.origin, from } };
    return ['day', await markedNew(context, await withPictures(context, { ...made, form }))];
  });
}

/** By what a shared page is made and kept; `key` where not the path alone tells it from others. */
export interface SharedBy extends Pick<PageContext, 'pages' | 'texts' | 'views'> {
  readonly key?: string;
}

/** A template with its values, and whether something of it changes by the second. */
export type SharedPage = readonly [view: ViewName, values: object, moves?: boolean];

/** Any page that is the same for everybody who reads its language. */
export async function sendShared(
  request: FastifyRequest,
  reply: FastifyReply,
  { texts, views, ...kept }: SharedBy,
  make: (texts: Texts) => Promise<SharedPage>,
): Promise<FastifyReply> {
  const language = languageOf(request);
  return sendCached(request, reply, { ...kept, language }, async () => {
    const [view, values, moves = false] = await make(texts[language]);
    return { type: HTML, text: views.render(language, view, values), moves };
  });
}
