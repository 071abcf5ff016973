import type { Feed, FeedEntry } from './feed.js';
import { element, XML_START, xmlText } from './xml.js';

export interface FeedFormat {
  readonly name: string;
  /** What the address of a feed ends with. */
  readonly extension: string;
  readonly mediaType: string;
  readonly write: (feed: Feed) => string;
}

/** RFC 4287, RSS 2.0 and JSON Feed 1.1. */
export const feedFormats: readonly FeedFormat[] = [
  { name: 'Atom', extension: 'atom', mediaType: 'application/atom+xml', write: writeAtom },
  { name: 'RSS', extension: 'rss', mediaType: 'application/rss+xml', write: writeRss },
  { name: 'JSON Feed', extension: 'json', mediaType: 'application/feed+json', write: writeJsonFeed },
];

function writeAtom(feed: Feed): string {
  const entries = feed.entries.map((entry) => {
    const authors = entry.authors.map((name) => `<author>${element('name', name)}</author>`).join('');
    const categories = entry.categories.map((name) => `<category term="${xmlText(name)}"/>`).join('');
    const published = entry.published === null ? '' : element('published', entry.published.toISOString());
    return `<entry>
${element('id', entry.url)}
${element('title', entry.title)}
<link href="${xmlText(entry.url)}"/>
${published}${element('updated', entry.updated.toISOString())}
${authors}${categories}
<content type="html">${xmlText(entry.html)}</content>
</entry>`;
  });
  return `${XML_START}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
${element('id', feed.selfUrl)}
${element('title', feed.title)}
${element('subtitle', feed.description)}
<link rel="self" href="${xmlText(feed.selfUrl)}"/>
<link href="${xmlText(feed.pageUrl)}"/>
<author>${element('name', feed.title)}</author>
${element('updated', feed.updated.toISOString())}
${entries.join('\n')}
</feed>
`;
}

function writeRss(feed: Feed): string {
  const items = feed.entries.map((entry) => {
    const creators = entry.authors.map((name) => element('dc:creator', name)).join('');
    const categories = entry.categories.map((name) => element('category', name)).join('');
    return `<item>
${element('title', entry.title)}
${element('link', entry.url)}
<guid isPermaLink="true">${xmlText(entry.url)}</guid>
${element('pubDate', entry.updated.toUTCString())}
${creators}${categories}
${element('description', entry.html)}
</item>`;
  });
  return `${XML_START}<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
${element('title', feed.title)}
${element('link', feed.pageUrl)}
${element('description', feed.description)}
${element('language', 'en')}
${element('lastBuildDate', feed.updated.toUTCString())}
<atom:link rel="self" type="application/rss+xml" href="${xmlText(feed.selfUrl)}"/>
${items.join('\n')}
</channel>
</rss>
`;
}

function writeJsonFeed(feed: Feed): string {
  return `${JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: feed.title,
    description: feed.description,
    home_page_url: feed.pageUrl,
    feed_url: feed.selfUrl,
    language: 'en',
    items: feed.entries.map(jsonItem),
  })}\n`;
}

function jsonItem({ url, title, html, authors, categories, published, updated }: FeedEntry): object {
  return {
    id: url,
    url,
    title,
    content_html: html,
    ...(published === null ? {} : { date_published: published.toISOString() }),
    date_modified: updated.toISOString(),
    authors: authors.map((name) => ({ name })),
    tags: categories,
  };
}
