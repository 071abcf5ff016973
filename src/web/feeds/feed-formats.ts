import type { Feed, FeedEntry } from './feed.js';
import type { FeedLook } from './feed-look.js';
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
${atomLook(feed.look)}<author>${element('name', feed.title)}</author>
${element('updated', feed.updated.toISOString())}
${entries.join('\n')}
</feed>
`;
}

/** RFC 4287 §4.2.5, §4.2.8; RFC 6903 §2. */
function atomLook({ iconUrl, logoUrl, privacyUrl }: FeedLook): string {
  return [
    ...(iconUrl === null ? [] : [element('icon', iconUrl)]),
    ...(logoUrl === null ? [] : [element('logo', logoUrl)]),
    ...(privacyUrl === null ? [] : [`<link rel="privacy-policy" href="${xmlText(privacyUrl)}"/>`]),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** Its title and link have to be those of the channel. */
function rssImage({ title, pageUrl, look: { logoUrl } }: Feed): string {
  if (logoUrl === null) return '';
  return `<image>${element('url', logoUrl)}${element('title', title)}${element('link', pageUrl)}</image>\n`;
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
${rssImage(feed)}<atom:link rel="self" type="application/rss+xml" href="${xmlText(feed.selfUrl)}"/>
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
    ...(feed.look.iconUrl === null ? {} : { icon: feed.look.iconUrl }),
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
