import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { citationFormats } from '../../citations/citation-formats.js';
import { BroadsheetError } from '../../errors.js';
import type { Texts } from '../../i18n/texts.js';
import { dateIn } from '../../model/calendar-date.js';
import { digestPageUrl, paperPageUrl } from '../../model/links.js';
import type { ObservedPaper } from '../../model/paper.js';
import { arxivIdOf } from '../../model/paper-id.js';
import { plainText } from '../../paper-text/plain-text.js';
import { readText } from '../../paper-text/readable-text.js';
import { wholeOrganisation } from '../../rendering/author-line.js';
import { paperMarkdown } from '../../rendering/paper-markdown.js';
import { shortenText } from '../../rendering/shorten.js';
import {
  findPaper,
  listDatesOf,
  type Placing,
  placingOf,
  upvotesOverTime,
} from '../../store/papers/paper-details.js';
import { similarPapers } from '../../store/papers/similar-papers.js';
import { upvotesChart } from '../charts/upvotes-chart.js';
import type { PageContext, WebServer } from '../http/context.js';
import { textsFor } from '../http/request-language.js';
import { sendCached } from '../http/send-cached.js';
import { sendCitations } from '../http/send-citations.js';
import { citationTags } from './citation-tags.js';
import { linkedData } from './linked-data.js';
import { paperMedia } from './paper-media.js';
import { paperView } from './paper-view.js';
import { sendShared } from './send-page.js';
import { whyTrending } from './why-trending.js';

const SIMILAR = 5;
/** What search engines show of a description. */
const DESCRIPTION = 300;

const OneId = Type.Object({ id: Type.String() });
const OldId = Type.Object({ archive: Type.String(), number: Type.String() });

/** The page of one paper. Ids of arXiv's old scheme hold a slash (`hep-th/9901001`). */
export function paperPages(server: WebServer, context: PageContext): void {
  server.get('/papers/:id', { schema: { params: OneId } }, async (request, reply) =>
    sendPaper(request, reply, context, request.params.id),
  );
  server.get('/papers/:archive/:number', { schema: { params: OldId } }, async (request, reply) =>
    sendPaper(request, reply, context, oldId(request.params)),
  );
  server.get('/papers/:id.md', { schema: { params: OneId } }, async (request, reply) =>
    sendMarkdown(request, reply, context, request.params.id),
  );
  server.get('/papers/:archive/:number.md', { schema: { params: OldId } }, async (request, reply) =>
    sendMarkdown(request, reply, context, oldId(request.params)),
  );
  citationRoutes(server, context);
}

function oldId({ archive, number }: { readonly archive: string; readonly number: string }): string {
  return `${archive}/${number}`;
}

async function paperNamed({ database }: PageContext, id: string): Promise<ObservedPaper> {
  const known = arxivIdOf(id);
  const found = known === null ? null : await findPaper(database, known);
  if (found === null) throw new BroadsheetError('NOT_FOUND', 'This paper is not known here.');
  return found;
}

/** The paper as a file for reference managers, in each format. */
function citationRoutes(server: WebServer, context: PageContext): void {
  for (const format of citationFormats) {
    const file = `citation.${format.extension}`;
    server.get(`/papers/:id/${file}`, { schema: { params: OneId } }, async (request, reply) =>
      sendCitations(reply, format, [(await paperNamed(context, request.params.id)).paper], request.params.id),
    );
    server.get(`/papers/:archive/:number/${file}`, { schema: { params: OldId } }, async (request, reply) => {
      const id = oldId(request.params);
      return sendCitations(reply, format, [(await paperNamed(context, id)).paper], id);
    });
  }
}

async function sendPaper(
  request: FastifyRequest,
  reply: FastifyReply,
  context: PageContext,
  asked: string,
): Promise<FastifyReply> {
  const id = arxivIdOf(asked) ?? asked;
  if (id !== asked) return reply.redirect(paperPageUrl(context.base, id), 301);
  return sendShared(request, reply, context, async (texts) => [
    'paper',
    await view(context, texts, await paperNamed(context, id)),
  ]);
}

/** The same for programs, at the address where Hugging Face's client looks for it (RFC 7763). */
async function sendMarkdown(
  request: FastifyRequest,
  reply: FastifyReply,
  context: PageContext,
  asked: string,
): Promise<FastifyReply> {
  const id = arxivIdOf(asked) ?? asked;
  if (id !== asked) return reply.redirect(`${paperPageUrl(context.base, id)}.md`, 301);
  const texts = textsFor(context, request);
  return sendCached(request, reply, { pages: context.pages, language: texts.language }, async () => ({
    type: 'text/markdown; charset=utf-8',
    text: paperMarkdown(texts, await paperNamed(context, id)),
  }));
}

async function view(context: PageContext, texts: Texts, found: ObservedPaper) {
  const { database, clock, config } = context;
  const { paper } = found;
  const today = dateIn('UTC', clock());
  const [dates, points, placing, similar, media] = await Promise.all([
    listDatesOf(database, paper.id),
    upvotesOverTime(database, paper.id),
    placingOf(database, paper.id),
    similarPapers(database, paper.id, SIMILAR),
    paperMedia(context, texts, paper.id),
  ]);
  return {
    paper: paperView(texts, found, 1, today),
    ...media,
    organization: wholeOrganisation(paper.organization),
    summary: paper.summary === null ? null : readText(paper.summary),
    card: `papers/${paper.id}`,
    plainTitle: plainText(readText(paper.title)),
    description: shortenText(plainText(readText(paper.abstract)), DESCRIPTION),
    authors: paper.authors.map((name) => plainText(readText(name))),
    linkedData: linkedData(paper, config.publicUrl),
    citationTags: citationTags(paper),
    dateline: texts.dates.long(dates[0] ?? today),
    lists: dates.map((date) => ({
      href: `/daily/${date}`,
      iso: date,
      text: texts.dates.weekdayAndDay(date),
    })),
    categories: paper.categories.join(' · '),
    citations: citationFormats.map(({ name, extension }) => ({
      text: name,
      href: `${paperPageUrl('', paper.id)}/citation.${extension}`,
    })),
    chart: upvotesChart(texts, points),
    placing: placing === null ? null : placingView(texts, placing),
    similar: similar.map((other, index) => paperView(texts, other, index + 1, today)),
  };
}

function placingView(texts: Texts, { period, position, of, score, breakdown }: Placing) {
  return {
    href: digestPageUrl('', { kind: 'daily', period }),
    digest: texts.t('paper.placing-digest', { day: texts.dates.weekdayAndDay(period) }),
    text: texts.t('paper.placing', { position, of }),
    why: whyTrending(texts, score, breakdown),
  };
}
