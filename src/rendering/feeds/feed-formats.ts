import type { Feed, FeedEntry, FeedLook } from './feed.js';
import { element, XML_START, xmlText } from './xml.js';

export interface FeedFormat {
  readonly name: string;
  /** What the address of a feed ends with. */
  readonly extension: string;
  readonly mediaType: string;
  readonly write: (feed: Feed) => string;
}

/** RFC 4287. HTML stands in its content as escaped text (§3.1.1.2). */
export const atom: FeedFormat = {
  ...{ name: 'Atom', extension: 'atom', mediaType: 'application/atom+xml' },
  write: writeAtom,
};
/** RSS 2.0. */
const rss: FeedFormat = {
  ...{ name: 'RSS', extension: 'rss', mediaType: 'application/rss+xml' },
  write: writeRss,
};
/** JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/). */
export const jsonFeed: FeedFormat = {
  ...{ name: 'JSON Feed', extension: 'json', mediaType: 'application/feed+json' },
  write: writeJsonFeed,
};

export const feedFormats: readonly FeedFormat[] = [atom, rss, jsonFeed];

function writeAtom(feed: Feed): string {
  const entries = feed.entries.map((entry) => {
    const authors = entry.authors.map((name) => `<author>${element('name', name)}</author>`).join('');
    const categories = entry.categories.map((name) => `<category term="${xmlText(name)}"/>`).join('');
    const published = entry.published === null ? '' : element('published', entry.published.toISOString());
    return `<entry>
${element('id', entry.id)}
${element('title', entry.title)}
<link href="${xmlText(entry.url)}"/>
${published}${element('updated', entry.updated.toISOString())}
${authors}${categories}
<content type="html">${xmlText(entry.html)}</content>
</entry>`;
  });
  return `${XML_START}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${feed.language}">
${element('id', feed.selfUrl)}
${element('title', feed.title)}
${feed.description === null ? '' : `${element('subtitle', feed.description)}\n`}<link rel="self" type="application/atom+xml" href="${xmlText(feed.selfUrl)}"/>
<link rel="alternate" type="text/html" href="${xmlText(feed.pageUrl)}"/>
${atomLook(feed.look)}<author>${element('name', feed.author)}</author>
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
<guid isPermaLink="${entry.id === entry.url}">${xmlText(entry.id)}</guid>
${element('pubDate', entry.updated.toUTCString())}
${creators}${categories}
${element('description', entry.html)}
</item>`;
  });
  return `${XML_START}<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
${element('title', feed.title)}
${element('link', feed.pageUrl)}
${element('description', feed.description ?? feed.title)}
${element('language', feed.language)}
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
    ...(feed.description === null ? {} : { description: feed.description }),
    home_page_url: feed.pageUrl,
    feed_url: feed.selfUrl,
    authors: [{ name: feed.author }],
    language: feed.language,
    ...(feed.look.iconUrl === null ? {} : { icon: feed.look.iconUrl }),
    items: feed.entries.map(jsonItem),
  })}\n`;
}

function jsonItem(entry: FeedEntry): object {
  const { id, url, title, html, text, authors, categories, published, updated } = entry;
  return {
    id,
    url,
    title,
    content_html: html,
    ...(text === null ? {} : { content_text: text }),
    ...(published === null ? {} : { date_published: published.toISOString() }),
    date_modified: updated.toISOString(),
    // An entry that names nobody, not even in a list of none, is by whom the feed is by.
    ...(authors.length === 0 ? {} : { authors: authors.map((name) => ({ name })) }),
    ...(categories.length === 0 ? {} : { tags: categories }),
  };
}
