import type { DigestWithPapers } from '../model/digest.js';
import { digestName } from '../model/digest-period.js';
import { shortPeriodTitle } from './dates.js';
import { type DigestValues, digestValues } from './digest-values.js';
import { encodeGapped, type GappedText } from './gapped-text.js';
import { fixedField, type HeaderField, listIdField, mailboxField, uriField } from './header-fields.js';
import { cutAtMarks, fieldMark } from './marks.js';
import { headerBytes, mimeFields } from './message-parts.js';
import { encodeQuotedPrintable } from './quoted-printable.js';
import type { SiteIdentity } from './site-identity.js';
import type { Templates } from './templates.js';

/** One block of a message, in both parts, in its final encoding; each ends on a hard line break. */
export interface EncodedBlock {
  readonly text: Buffer;
  readonly html: Buffer;
}

/** A digest as the bytes that all its messages are made of; a few hundred KB, however many readers there are. */
export interface CompiledDigest {
  /** In order of position. */
  readonly titles: readonly string[];
  /** What subjects open with; null for an ordinary day. */
  readonly opening: string | null;
  readonly date: string;
  /** The fields that no reader and no edition changes. */
  readonly headers: Buffer;
  readonly textHead: Buffer;
  /** With a gap for the preheader. */
  readonly htmlHead: GappedText;
  /** By the indexes of digest-blocks.ts. */
  readonly blocks: readonly EncodedBlock[];
  /** With gaps for the reader's address and links. */
  readonly textFooter: GappedText;
  readonly htmlFooter: GappedText;
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
  const values = digestValues(site, digest, {
    preheader: fieldMark('preheader'),
    reader: {
      address: fieldMark('address'),
      unsubscribeUrl: fieldMark('unsubscribeUrl'),
      answersUrl: fieldMark('answersUrl'),
    },
  });
  const html = cutAtMarks(await templates.html('digest', { ...values }));
  const text = cutAtMarks(await templates.text('digest', { ...values }));
  return {
    titles: titlesOf(values),
    opening: digest.kind === 'sample' ? 'Sample' : shortPeriodTitle(digest.kind, digest.period),
    date: values.date,
    headers: headerBytes(digestFields(site, digest)),
    textHead: encodeQuotedPrintable(text[0] ?? ''),
    htmlHead: encodeGapped(html[0] ?? ''),
    blocks: values.blocks.map((_, index) => ({
      text: encodeQuotedPrintable(text[index + 1] ?? ''),
      html: encodeQuotedPrintable(html[index + 1] ?? ''),
    })),
    textFooter: encodeGapped(text.at(-1) ?? ''),
    htmlFooter: encodeGapped(html.at(-1) ?? ''),
  };
}

function titlesOf({ blocks, total }: DigestValues): string[] {
  return blocks.slice(0, total).map(({ paper }) => paper?.title ?? '');
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
    fixedField(
      'Feedback-ID',
      `${digestName(digest.kind, digest.period)}:${digest.kind}:digest:${site.listId}`,
    ),
    ...mimeFields,
  ];
}
