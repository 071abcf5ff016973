import { plainText } from '../paper-text/plain-text.js';
import type { AuthorParts } from './author-parts.js';
import type { Citation } from './citation.js';

/**
 * CSL-JSON (https://docs.citationstyles.org/en/stable/specification.html), an array of items. A preprint is an
 * `article` there, with arXiv as its publisher.
 */
export function writeCslJson(citations: readonly Citation[]): string {
  return `${JSON.stringify(citations.map(item), null, 2)}\n`;
}

function item(citation: Citation): object {
  const { arxiv, date } = citation;
  return {
    id: citation.key,
    type: 'article',
    title: plainText(citation.title),
    author: citation.authors.map(cslName),
    ...(date === null ? {} : { issued: { 'date-parts': [datePartsOf(date)] } }),
    ...(citation.abstract === '' ? {} : { abstract: citation.abstract }),
    ...(citation.keywords.length === 0 ? {} : { keyword: citation.keywords.join(', ') }),
    ...(arxiv === null ? {} : { publisher: 'arXiv', number: `arXiv:${arxiv.eprint}`, DOI: arxiv.doi }),
    ...(citation.url === null ? {} : { URL: citation.url }),
    ...(citation.note === null ? {} : { note: citation.note }),
  };
}

function datePartsOf({ year, month, day }: NonNullable<Citation['date']>): number[] {
  return day === null ? [year, month] : [year, month, day];
}

function cslName(author: AuthorParts): object {
  if ('literal' in author) return { literal: author.literal };
  const { given, particle, family, suffix } = author;
  return {
    family,
    given,
    ...(particle === '' ? {} : { 'non-dropping-particle': particle }),
    ...(suffix === '' ? {} : { suffix }),
  };
}
