import { createHash } from 'node:crypto';
import { periodTitle, shortPeriodTitle, subjectDate } from '../i18n/period-title.js';
import type { Texts } from '../i18n/texts.js';
import type { DigestWithPapers } from '../model/digest.js';
import { nameOfDigest } from '../model/digest-period.js';
import { type BlockPlace, blockPlaces } from './digest-blocks.js';
import { type DigestValues, digestValues } from './digest-values.js';
import { encodeWithPlaceholders, type TextWithPlaceholders } from './fill-placeholders.js';
import { fixedField, type HeaderField, listIdField, mailboxField, uriField } from './header-fields.js';
import { headerBytes, languageField, mimeFields } from './message-parts.js';
import { chooseSubjects, type DigestSubjects } from './own-subjects.js';
import { cutAtMarks, placeholder } from './placeholders.js';
import { encodeQuotedPrintable } from './quoted-printable.js';
import type { SiteIdentity } from './site-identity.js';
import type { Templates } from './templates.js';

/** One block of a message, in both parts, in its final encoding; each ends on a hard line break. */
export interface EncodedBlock {
  readonly text: Buffer;
  readonly html: Buffer;
  /** Where a line on why the paper is there goes in: offsets of a line's beginning; of no use without a paper. */
  readonly textWhyAt: number;
  readonly htmlWhyAt: number;
}

/**
 * A digest in one language as the bytes that all its messages are made of; a few hundred KB, however many readers
 * there are.
 */
export interface CompiledDigest {
  /** What subject and preheader are said with. */
  readonly texts: Texts;
  /** In order of position. */
  readonly titles: readonly string[];
  /** What subjects open with; null for an ordinary day. */
  readonly opening: string | null;
  /** Subject lines in the operator's words; null for Broadsheet's own. */
  readonly subjects: DigestSubjects | null;
  readonly date: string;
  /** The fields that no reader and no edition changes. */
  readonly headers: Buffer;
  /** With placeholders for the date and, in HTML, the preheader. */
  readonly textHead: TextWithPlaceholders;
  readonly htmlHead: TextWithPlaceholders;
  /** By the indexes of digest-blocks.ts. */
  readonly blocks: readonly EncodedBlock[];
  /** For each block the index of its paper; null for those that stand for themselves. */
  readonly papersOfBlocks: readonly (number | null)[];
  /** Whether the block of late bloomers holds any. */
  readonly hasBloomers: boolean;
  /** With a placeholder for why a paper is there. */
  readonly textWhy: TextWithPlaceholders;
  readonly htmlWhy: TextWithPlaceholders;
  /** With placeholders for the reader's address and links. */
  readonly textFooter: TextWithPlaceholders;
  readonly htmlFooter: TextWithPlaceholders;
}

/**
 * Fills and compiles the templates of a digest once, and cuts and encodes the result into blocks of which
 * any selection, in any order, joins to a valid message. A paper's numeral is its rank in the digest, so
 * that it is the same in every selection. An empty digest compiles too, to a message without papers.
 * @throws BroadsheetError TEMPLATE_INVALID
 */
export async function compileDigest(
  templates: Templates,
  site: SiteIdentity,
  digest: DigestWithPapers,
): Promise<CompiledDigest> {
  const { texts } = templates;
  const { kind, period, lastDay } = digest;
  const values = digestValues(texts, site, digest, {
    date: placeholder('date'),
    preheader: placeholder('preheader'),
    why: placeholder('why'),
    reader: {
      address: placeholder('address'),
      unsubscribeUrl: placeholder('unsubscribeUrl'),
      answersUrl: placeholder('answersUrl'),
      preferencesUrl: placeholder('preferencesUrl'),
    },
  });
  const places = blockPlaces(digest.papers.length);
  const html = cutPieces(await templates.html('digest', { ...values }), places);
  const text = cutPieces(await templates.text('digest', { ...values }), places);
  return {
    texts,
    titles: titlesOf(values),
    opening:
      kind === 'sample'
        ? texts.t('mail-digest.subject-sample')
        : shortPeriodTitle(texts, kind, period, lastDay),
    subjects: subjectsOf(templates, site, digest),
    date: periodTitle(texts, kind, period, lastDay),
    headers: headerBytes([...digestFields(site, digest), languageField(texts.language), ...mimeFields]),
    textHead: encodeWithPlaceholders(text.head),
    htmlHead: encodeWithPlaceholders(html.head),
    blocks: places.map((_, index) => {
      const [textBlock, htmlBlock] = [encodeBlock(text.blocks[index]), encodeBlock(html.blocks[index])];
      return {
        ...{ text: textBlock.bytes, textWhyAt: textBlock.whyAt },
        ...{ html: htmlBlock.bytes, htmlWhyAt: htmlBlock.whyAt },
      };
    }),
    papersOfBlocks: places.map(({ paper }) => paper),
    hasBloomers: values.bloomers.length > 0,
    textWhy: encodeWithPlaceholders(text.why),
    htmlWhy: encodeWithPlaceholders(html.why),
    textFooter: encodeWithPlaceholders(text.footer),
    htmlFooter: encodeWithPlaceholders(html.footer),
  };
}

interface Pieces {
  readonly head: string;
  /** What stands before the line on why, and what after it; the whole and nothing where there is no such line. */
  readonly blocks: readonly (readonly [string, string])[];
  readonly why: string;
  readonly footer: string;
}

/** A document that was cut at its marks: a paper's block has one inside. */
function cutPieces(document: string, places: readonly BlockPlace[]): Pieces {
  const pieces = cutAtMarks(document);
  const [head = ''] = pieces;
  const blocks: [string, string][] = [];
  let next = 1;
  for (const { paper } of places) {
    blocks.push([pieces[next] ?? '', paper === null ? '' : (pieces[next + 1] ?? '')]);
    next += paper === null ? 1 : 2;
  }
  return { head, blocks, why: pieces[next] ?? '', footer: pieces[next + 1] ?? '' };
}

function encodeBlock([before, after]: readonly [string, string] = ['', '']): {
  bytes: Buffer;
  whyAt: number;
} {
  const [begins, ends] = [encodeQuotedPrintable(before), encodeQuotedPrintable(after)];
  return { bytes: Buffer.concat([begins, ends]), whyAt: begins.length };
}

function titlesOf({ blocks, total }: DigestValues): string[] {
  return blocks.slice(0, total).map(({ paper }) => paper?.title ?? '');
}

/** A sample always says that it is one. */
function subjectsOf(
  { subjects, texts }: Templates,
  { name: site }: SiteIdentity,
  { kind, period, lastDay }: DigestWithPapers,
): DigestSubjects | null {
  if (kind === 'sample') return null;
  // Several days are a daily reader's as well.
  const asked = kind === 'gathered' ? 'daily' : kind;
  return chooseSubjects(subjects, asked, { site, date: subjectDate(texts, kind, period, lastDay) });
}

/** Google wants 5 to 15 characters that are the same for all mail of one sender. */
function senderIdOf({ listId }: SiteIdentity): string {
  return createHash('sha256').update(listId).digest('hex').slice(0, 12);
}

/** RFC 2369, RFC 2919, RFC 8058 and Google's Feedback-ID: campaign, kind of mail, sender. */
function digestFields(site: SiteIdentity, digest: DigestWithPapers): HeaderField[] {
  const owner = site.replyTo ?? site.from.address;
  return [
    mailboxField('From', site.from),
    ...(site.replyTo === null ? [] : [mailboxField('Reply-To', { name: '', address: site.replyTo })]),
    listIdField(site.name, site.listId),
    fixedField('List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'),
    uriField('List-Help', `${site.publicUrl}/`),
    uriField('List-Archive', `${site.publicUrl}/digests`),
    uriField('List-Owner', `mailto:${owner}`),
    fixedField('Feedback-ID', `${nameOfDigest(digest)}:${digest.kind}:digest:${senderIdOf(site)}`),
    // RFC 3834 §5.2; then what Exchange, and what Gmail and older programs go by: none of them answers a digest.
    fixedField('Auto-Submitted', 'auto-generated'),
    fixedField('X-Auto-Response-Suppress', 'OOF, AutoReply'),
    fixedField('Precedence', 'bulk'),
  ];
}
