import { createHash } from 'node:crypto';
import { periodTitle, shortPeriodTitle, subjectDate } from '../i18n/period-title.js';
import type { Texts } from '../i18n/texts.js';
import type { DigestWithPapers } from '../model/digest.js';
import { nameOfDigest } from '../model/digest-period.js';
import { wordsIn } from '../model/intro.js';
import type { AbstractForm } from '../model/rules.js';
import { type BlockPlace, blockPlaces } from './digest-blocks.js';
import { type Byline, bylineOf } from './digest-sentences.js';
import { type DigestValues, digestValues, type OpenDigestValues } from './digest-values.js';
import { cutPieces, encodeFrame, encodePaper, type FrameBlock, type PaperBlock } from './encode-blocks.js';
import type { ExcerptOrigin } from './excerpts.js';
import { encodeWithPlaceholders, OWN_PAGE_FIELD, type TextWithPlaceholders } from './fill-placeholders.js';
import { fixedField, type HeaderField, listIdField, mailboxField, uriField } from './header-fields.js';
import { headerBytes, languageField, mimeFields } from './message-parts.js';
import { chooseSubjects, type DigestSubjects, editorsSubjects } from './own-subjects.js';
import { placeholder } from './placeholders.js';
import type { SiteIdentity } from './site-identity.js';
import type { Templates } from './templates.js';

/**
 * A digest in one language as the bytes that all its messages are made of; a few hundred KB, however many readers
 * there are.
 */
export interface CompiledDigest {
  /** What subject and preheader are said with. */
  readonly texts: Texts;
  /** How much of its papers an edition shows where nobody chose. */
  readonly depth: AbstractForm;
  /** In order of position. */
  readonly titles: readonly string[];
  /** What stands before every subject, as that a mail is a test; empty for nothing. */
  readonly mark: string;
  /** What subjects open with; null for an ordinary day. */
  readonly opening: string | null;
  /** Subject lines in the operator's words; null for Broadsheet's own. */
  readonly subjects: DigestSubjects | null;
  readonly date: string;
  /** The fields that no reader and no edition changes. */
  readonly headers: Buffer;
  /** How many papers an edition holds, and who chose them. */
  readonly byline: Byline;
  /** For each paper whose words its sentences are; null for none. */
  readonly origins: readonly (ExcerptOrigin | null)[];
  /** With placeholders for the date, the line under it and, in HTML, the preheader. */
  readonly textHead: TextWithPlaceholders;
  readonly htmlHead: TextWithPlaceholders;
  /** What the indexes of digest-blocks.ts stand for. */
  readonly places: readonly BlockPlace[];
  /** By those indexes; the ones of other blocks are empty. */
  readonly papers: readonly (PaperBlock | undefined)[];
  readonly frames: readonly (FrameBlock | undefined)[];
  /** Whether an editor says something before the papers. */
  readonly hasIntro: boolean;
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
 * @param mark what stands before every subject
 * @throws BroadsheetError TEMPLATE_INVALID
 */
export async function compileDigest(
  templates: Templates,
  site: SiteIdentity,
  digest: DigestWithPapers,
  mark = '',
): Promise<CompiledDigest> {
  const { texts } = templates;
  const { kind, period, lastDay } = digest;
  const values = digestValues(texts, site, digest, openValues);
  const places = blockPlaces(digest.papers.length);
  const html = cutPieces(await templates.html('digest', { ...values }), places);
  const text = cutPieces(await templates.text('digest', { ...values }), places);
  return {
    texts,
    mark,
    depth: site.digestDepth ?? 'short',
    titles: titlesOf(values),
    opening: openingOf(texts, digest),
    subjects: subjectsOf(templates, site, digest),
    date: periodTitle(texts, kind, period, lastDay),
    headers: headerBytes([...digestFields(site, digest), languageField(texts.language), ...mimeFields]),
    byline: bylineOf(texts, digest),
    origins: values.papers.map(({ origin }) => origin),
    textHead: encodeWithPlaceholders(text.head),
    htmlHead: encodeWithPlaceholders(html.head),
    places,
    papers: places.map(({ paper }, index) =>
      paper === null ? undefined : encodePaper(text.blocks[index], html.blocks[index]),
    ),
    frames: places.map(({ paper }, index) =>
      paper === null ? encodeFrame(text.blocks[index], html.blocks[index]) : undefined,
    ),
    hasIntro: values.intro.length > 0,
    hasBloomers: values.bloomers.length > 0,
    textWhy: encodeWithPlaceholders(text.why),
    htmlWhy: encodeWithPlaceholders(html.why),
    textFooter: encodeWithPlaceholders(text.footer),
    htmlFooter: encodeWithPlaceholders(html.footer),
  };
}

function openingOf(texts: Texts, { kind, period, lastDay }: DigestWithPapers): string | null {
  return kind === 'sample'
    ? texts.t('mail-digest.subject-sample')
    : shortPeriodTitle(texts, kind, period, lastDay);
}

/** Everything that stays open until an edition and a reader are known. */
const openValues: OpenDigestValues = {
  date: placeholder('date'),
  line: placeholder('line'),
  preheader: placeholder('preheader'),
  why: placeholder('why'),
  said: {
    glanceThen: placeholder('glanceThen'),
    glanceRows: placeholder('glanceRows'),
    glanceWords: placeholder('glanceWords'),
    glanceLine: placeholder('glanceLine'),
    papersHeading: placeholder('papersHeading'),
    rowsHeading: placeholder('rowsHeading'),
  },
  reader: {
    address: placeholder('address'),
    unsubscribeUrl: placeholder('unsubscribeUrl'),
    answersUrl: placeholder(OWN_PAGE_FIELD),
    preferencesUrl: placeholder('preferencesUrl'),
  },
};

function titlesOf({ papers }: DigestValues): string[] {
  return papers.map(({ title }) => title.text);
}

/** A sample always says that it is one. */
function subjectsOf(
  { subjects, texts }: Templates,
  { name: site }: SiteIdentity,
  { kind, period, lastDay, subject }: DigestWithPapers,
): DigestSubjects | null {
  if (kind === 'sample') return null;
  // Several days are a daily reader's as well.
  const asked = kind === 'gathered' ? 'daily' : kind;
  const values = { site, date: subjectDate(texts, kind, period, lastDay) };
  const own = chooseSubjects(subjects, asked, values);
  const line = wordsIn(subject ?? {}, texts.language);
  return line === null ? own : editorsSubjects(line, values, own);
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
