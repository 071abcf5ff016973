import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

/** Recorded answers of the real interfaces; absent outside the machines that hold the shared test data. */
export const recordedArxiv = fileURLToPath(new URL('../../../shared/data/arxiv/', import.meta.url));

/** An invented paper as a feed tells it. */
export interface FeedPaper {
  readonly id: string;
  readonly title?: string;
  readonly summary?: string;
  readonly comment?: string;
  readonly categories?: readonly string[];
  readonly announced?: string;
}

export interface ArxivServer {
  readonly url: string;
  /** Path with query of every request so far. */
  readonly requests: readonly string[];
  /** What the query interface finds, whatever it is asked for; of ids, those that are among them. */
  setPapers(papers: readonly FeedPaper[]): void;
  /** The feed of announcements from now on. */
  setFeed(pubDate: string, papers: readonly FeedPaper[]): void;
  /** The next answers, in order, in place of the usual ones. */
  answerNext(...answers: readonly { status: number; body: string }[]): void;
  stop(): Promise<void>;
}

/** A local server at the paths of arXiv's query interface and of its feeds. */
export async function startArxivServer(): Promise<ArxivServer> {
  const requests: string[] = [];
  const given: { status: number; body: string }[] = [];
  let papers: readonly FeedPaper[] = [];
  let feed = rss('Sat, 21 Mar 2026 00:00:00 -0400', []);
  const answer = (path: string) => {
    const next = given.shift();
    if (next !== undefined) return next;
    const { pathname, searchParams } = new URL(path, 'http://localhost');
    if (pathname.startsWith('/rss/')) return { status: 200, body: feed };
    const ids = searchParams.get('id_list')?.split(',');
    const found =
      ids === undefined ? papers : papers.filter(({ id }) => ids.includes(id.replace(/v\d+$/, '')));
    const start = Number(searchParams.get('start'));
    const page = found.slice(start, start + Number(searchParams.get('max_results')));
    return { status: 200, body: atom(page, found.length) };
  };
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    requests.push(path);
    const { status, body } = answer(path);
    response.writeHead(status, { 'content-type': 'application/atom+xml; charset=utf-8' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    setPapers: (found) => {
      papers = found;
    },
    setFeed: (pubDate, announced) => {
      feed = rss(pubDate, announced);
    },
    answerNext: (...answers) => void given.push(...answers),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** An answer of the query interface. */
export function atom(papers: readonly FeedPaper[], total = papers.length): string {
  return `<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/invented</id>
  <opensearch:totalResults>${total}</opensearch:totalResults>
${papers.map(entry).join('\n')}
</feed>`;
}

function entry({
  id,
  title = `Invented paper ${id}`,
  summary = 'Invented.',
  comment,
  categories,
}: FeedPaper) {
  const terms = categories ?? ['cs.CL'];
  return `  <entry>
    <id>http://arxiv.org/abs/${id}</id>
    <title>${title}</title>
    <published>2026-03-20T17:59:59Z</published>
    <summary>${summary}</summary>
    ${terms.map((term) => `<category term="${term}" scheme="http://arxiv.org/schemas/atom"/>`).join('')}
    ${comment === undefined ? '' : `<arxiv:comment>${comment}</arxiv:comment>`}
    <arxiv:primary_category term="${terms[0]}"/>
    <author><name>Ada Example</name></author>
    <author><name>Bo Sample</name></author>
  </entry>`;
}

function rss(pubDate: string, papers: readonly FeedPaper[]): string {
  return `<?xml version='1.0' encoding='UTF-8'?>
<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0">
  <channel>
    <title>cs.CL updates on arXiv.org</title>
    <pubDate>${pubDate}</pubDate>
    <skipDays><day>Sunday</day><day>Saturday</day></skipDays>
${papers.map(item).join('\n')}
  </channel>
</rss>`;
}

function item({
  id,
  title = `Invented paper ${id}`,
  summary = 'Invented.',
  announced = 'new',
  categories,
}: FeedPaper) {
  return `    <item>
      <title>${title}</title>
      <link>https://arxiv.org/abs/${id.replace(/v\d+$/, '')}</link>
      <description>arXiv:${id} Announce Type: ${announced} 
Abstract: ${summary}</description>
      <guid isPermaLink="false">oai:arXiv.org:${id}</guid>
      ${(categories ?? ['cs.CL']).map((term) => `<category>${term}</category>`).join('')}
      <pubDate>Mon, 23 Mar 2026 00:00:00 -0400</pubDate>
      <arxiv:announce_type>${announced}</arxiv:announce_type>
      <dc:creator>Ada Example, Bo Sample</dc:creator>
    </item>`;
}
