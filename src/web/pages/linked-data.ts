import { isGroup } from '../../citations/author-parts.js';
import { paperPageUrl } from '../../model/links.js';
import { type Paper, paperLinks } from '../../model/paper.js';
import { plainText } from '../../paper-text/plain-text.js';
import { readText } from '../../paper-text/readable-text.js';

const plain = (text: string): string => plainText(readText(text));

/**
 * A paper in the words of schema.org, as JSON-LD that can stand in a script element as it is: nothing of it
 * can end the element or begin a comment there. Browsers do not run such an element, so no policy has to allow it.
 */
export function linkedData(paper: Paper, publicUrl: string): string {
  const links = paperLinks(paper.id);
  const data = {
    '@context': 'https://schema.org',
    '@type': 'ScholarlyArticle',
    headline: plain(paper.title),
    abstract: plain(paper.abstract),
    author: paper.authors
      .map(plain)
      .map((name) => ({ '@type': isGroup(name) ? 'Organization' : 'Person', name })),
    url: paperPageUrl(publicUrl, paper.id),
    ...(paper.publishedAt === null ? {} : { datePublished: paper.publishedAt.toISOString().slice(0, 10) }),
    ...(links === null ? {} : { sameAs: links.abstract, identifier: `arXiv:${paper.id}` }),
  };
  return JSON.stringify(data).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
