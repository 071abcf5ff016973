import { periodTitle } from '../../i18n/period-title.js';
import type { Texts } from '../../i18n/texts.js';
import type { Digest, DigestPaper } from '../../model/digest.js';
import { digestName } from '../../model/digest-period.js';
import {
  type IntroLine,
  type IntroParagraph,
  type IntroPiece,
  introParagraphs,
  wordsIn,
} from '../../model/intro.js';
import { digestPageUrl } from '../../model/links.js';
import { isSample, paperLinks } from '../../model/paper.js';
import { escapeHtml } from '../../paper-text/escape-html.js';
import { minimalHtml } from '../../paper-text/minimal-html.js';
import { plainText } from '../../paper-text/plain-text.js';
import { readText } from '../../paper-text/readable-text.js';
import { shortenText } from '../shorten.js';
import { shortenReadable } from '../shorten-readable.js';
import type { SiteIdentity } from '../site-identity.js';
import type { FeedEntry } from './feed.js';

/** As in mail, about three lines. */
const BRIEF_CHARACTERS = 250;

/** A digest, or the papers of it that a reader gets, as one entry of a feed. */
export function digestEntry(
  texts: Texts,
  { publicUrl }: Pick<SiteIdentity, 'publicUrl'>,
  digest: Digest & { readonly papers: readonly DigestPaper[] },
): FeedEntry {
  const url = digestPageUrl(publicUrl, digest);
  const intro = introParagraphs(wordsIn(digest.intro ?? {}, texts.language));
  const released = digest.releasedAt ?? digest.frozenAt;
  return {
    id: `${url}#${digest.kind}-${digestName(digest.kind, digest.period)}`,
    url,
    title: periodTitle(texts, digest.kind, digest.period),
    html: `${introHtml(intro)}<ol>${digest.papers.map((paper) => paperHtml(texts, paper)).join('')}</ol>`,
    text: [...intro.map(introText), ...digest.papers.map((paper) => paperText(texts, paper))].join('\n\n'),
    authors: [],
    categories: [],
    published: released,
    updated: released,
  };
}

function introHtml(intro: readonly IntroParagraph[]): string {
  const pieceHtml = ({ text, url }: IntroPiece) =>
    url === null ? escapeHtml(text) : `<a href="${escapeHtml(url)}">${escapeHtml(text)}</a>`;
  const lineHtml = ({ pieces }: IntroLine) => pieces.map(pieceHtml).join('');
  return intro.map((lines) => `<p>${lines.map(lineHtml).join('<br>')}</p>`).join('');
}

function introText(lines: IntroParagraph): string {
  return lines.map(({ text }) => text).join('\n');
}

function paperHtml({ t }: Texts, { paper, position }: DigestPaper): string {
  const title = minimalHtml(readText(paper.title || t('mail-paper.untitled')));
  const brief = minimalHtml(shortenReadable(readText(paper.abstract), BRIEF_CHARACTERS, shortenText));
  // The id is arXiv's, checked, so that the link needs no escaping.
  const link = paperLinks(paper.id)?.abstract ?? null;
  const linked = link === null ? title : `<a href="${link}">${title}</a>`;
  const sample = isSample(paper.id) ? ` (${t('mail-paper.sample')})` : '';
  return `<li value="${position}"><p>${linked}${sample}</p>${brief === '' ? '' : `<p>${brief}</p>`}</li>`;
}

function paperText({ t }: Texts, { paper, position }: DigestPaper): string {
  const title = plainText(readText(paper.title || t('mail-paper.untitled')));
  const link = paperLinks(paper.id)?.abstract;
  return `${position}. ${title}${link === undefined ? '' : `\n${link}`}`;
}
