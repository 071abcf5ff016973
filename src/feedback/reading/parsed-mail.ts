import { noteLines } from './free-form/note-lines.js';
import { htmlText } from './html-text.js';
import { decodeWords } from './mime/encoded-words.js';
import { type Entity, readEntity } from './mime/entity.js';
import { field, type HeaderFields, readFields } from './mime/header-fields.js';
import { withoutOwnQuotes, withoutOwnWords } from './own-words.js';
import { sortParts } from './sorted-parts.js';

/** A message as the rules look at it: its header, what it says to people, and what it says to programs. */
export interface ParsedMail {
  readonly fields: HeaderFields;
  /** Decoded. */
  readonly subject: string;
  /** Decoded, with the name. */
  readonly from: string;
  /** `report-type` of a multipart/report (RFC 6522 §3), in lower case. */
  readonly reportType: string;
  /** What people read, line by line, up to the message that came back and without what that brought along. */
  readonly lines: readonly string[];
  /** Texts of message/delivery-status and its relatives (RFC 3464, RFC 6533), without what ours brought along. */
  readonly statusReports: readonly string[];
  /** Texts of message/feedback-report (RFC 5965). */
  readonly feedbackReports: readonly string[];
  /** Texts of message/disposition-notification (RFC 8098). */
  readonly dispositions: readonly string[];
  /** Names of attached files, as they stand in the header. */
  readonly attachments: readonly string[];
  /** The header of the message that came back; empty where it did not. */
  readonly returned: HeaderFields;
  /** The message that came back, as far as it did; it may be a report itself that somebody passed on. */
  enclosed(): ParsedMail | null;
  /** The next message of a mailbox file; only where the end of this one is certain. */
  next(): ParsedMail | null;
}

export function parseMail(text: string): ParsedMail {
  return parsedMailOf(readEntity(text));
}

function parsedMailOf(top: Entity): ParsedMail {
  const { plain, html, ...sorted } = sortParts(top);
  const notes = (plain.some((note) => note.trim() !== '') ? plain : html.map(htmlText)).map(noteLines);
  const inline = notes.find((note) => note.returned !== '')?.returned ?? '';
  const { enclosed } = sorted;
  const returned = sorted.returned.size > 0 ? sorted.returned : readFields(inline).fields;
  return {
    fields: top.fields,
    subject: decodeWords(field(top.fields, 'subject')),
    from: decodeWords(field(top.fields, 'from')),
    reportType: (top.parameters.get('report-type') ?? '').toLowerCase(),
    lines: withoutOwnWords(
      notes.flatMap((note) => note.lines),
      returned,
    ),
    statusReports: sorted.status.map((report) => withoutOwnQuotes(report, returned)),
    feedbackReports: sorted.feedback,
    dispositions: sorted.disposition,
    attachments: sorted.attachments,
    returned,
    next: () => nextIn(top),
    enclosed: () => (enclosed === null ? (inline === '' ? null : parseMail(inline)) : parsedMailOf(enclosed)),
  };
}

/** Behind the end of a multipart, where a mailbox file goes on with the next message. */
function nextIn({ type, parameters, body }: Entity): ParsedMail | null {
  const boundary = type.startsWith('multipart/') ? parameters.get('boundary') : undefined;
  const end = boundary === undefined ? -1 : body.indexOf(`\n--${boundary}--\n`);
  if (end === -1) return null;
  const rest = body.slice(end + (boundary?.length ?? 0) + 6).trimStart();
  return /^From \S/.test(rest) ? parseMail(rest.slice(rest.indexOf('\n') + 1)) : null;
}
