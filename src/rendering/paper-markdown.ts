import type { Texts } from '../i18n/texts.js';
import { dateIn } from '../model/calendar-date.js';
import { discussionOf, type ObservedPaper, paperLinks } from '../model/paper.js';
import { plainText } from '../paper-text/plain-text.js';
import { readText } from '../paper-text/readable-text.js';
import { httpUrl } from './paper-view.js';

/** What is markup wherever it stands in a line; an ampersand only where it begins a character reference. */
const INLINE = /[\\`*_[\]<~#]|&(?=#?\w+;)/g;
/** What begins a quotation or a list at the start of a line. */
const AT_START = /^(?=[-+>])|^\d{1,9}(?=[.)])/;

/** A paper as a Markdown document: its title, what is known of it, where to read it, and its abstract. */
export function paperMarkdown(texts: Texts, observed: ObservedPaper): string {
  const { paper, upvotes, comments } = observed;
  const { t, number } = texts;
  const counts = [`${number(upvotes)} ${t('paper.upvotes', { count: upvotes })}`];
  if (comments > 0) counts.push(t('paper.comments', { count: comments }));
  const facts = [
    [t('paper.all-authors'), paper.authors.map(readable).join(', ')],
    [t('paper.organization'), markdownText(paper.organization ?? '')],
    [t('paper.published'), paper.publishedAt === null ? '' : dateIn('UTC', paper.publishedAt)],
    [t('paper.keywords'), paper.keywords.map(readable).join(', ')],
    [t('paper.categories'), paper.categories.map(markdownText).join(', ')],
    ...placesOf(texts, observed),
  ];
  const lines = facts.filter(([, fact]) => fact !== '').map(([label, fact]) => `- ${label}: ${fact}`);
  const abstract = readable(paper.abstract);
  const parts = [
    `# ${readable(paper.title) || t('paper.untitled')}`,
    [...lines, `- ${counts.join(', ')}`].join('\n'),
    ...(abstract === '' ? [] : [`## ${t('paper.abstract')}`, abstract]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function readable(text: string): string {
  return markdownText(plainText(readText(text)));
}

function placesOf({ t }: Texts, observed: ObservedPaper): [label: string, address: string][] {
  const { paper } = observed;
  const places = paperLinks(paper.id);
  const named: [string, string | null][] = [
    ['arXiv', places?.abstract ?? null],
    ['PDF', places?.pdf ?? null],
    [t('paper.to-code'), httpUrl(paper.codeUrl)],
    [t('paper.to-project'), httpUrl(paper.projectUrl)],
    [t('paper.to-discussion'), discussionOf(observed)],
  ];
  return named.map(([label, address]) => [label, address === null ? '' : `<${address}>`]);
}

/**
 * A text as one line of Markdown that shows it as it is (CommonMark 0.31 §2.4, with the strikethrough of GitHub's
 * extensions).
 */
export function markdownText(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(INLINE, (sign) => `\\${sign}`)
    .replace(AT_START, (number) => `${number}\\`);
}
