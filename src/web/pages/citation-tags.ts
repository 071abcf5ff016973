import type { AuthorParts } from '../../citations/author-parts.js';
import { citationOf } from '../../citations/citation.js';
import { type Paper, paperLinks } from '../../model/paper.js';
import { plainText } from '../../paper-text/plain-text.js';

/** A meta element of a paper's page. */
interface CitationTag {
  readonly name: string;
  readonly content: string;
}

/**
 * A paper in Highwire Press's tags, which Google Scholar and Zotero read
 * (https://scholar.google.com/intl/en/scholar/inclusion.html#indexing).
 */
export function citationTags(paper: Paper): readonly CitationTag[] {
  const { title, authors, date, arxiv, keywords } = citationOf(paper);
  const links = paperLinks(paper.id);
  const day = date === null ? [] : [date.year, date.month, date.day].filter((part) => part !== null);
  const written = day.map((part) => String(part).padStart(2, '0')).join('/');
  const tags: [string, string | undefined][] = [
    ['citation_title', plainText(title)],
    ...authors.map((author): [string, string] => ['citation_author', nameOf(author)]),
    ['citation_publication_date', written],
    ['citation_online_date', written],
    ['citation_arxiv_id', arxiv?.eprint],
    ['citation_doi', arxiv?.doi],
    ['citation_abstract_html_url', links?.abstract],
    ['citation_pdf_url', links?.pdf],
    ['citation_keywords', keywords.join('; ')],
  ];
  return tags.flatMap(([name, content]) => (content ? [{ name, content }] : []));
}

/** Family name first, as the tags have it. */
function nameOf(author: AuthorParts): string {
  if ('literal' in author) return author.literal;
  const { given, particle, family, suffix } = author;
  const last = particle === '' ? family : `${particle} ${family}`;
  return [last, suffix, given].filter((part) => part !== '').join(', ');
}
