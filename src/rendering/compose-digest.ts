import type { CompiledDigest } from './compile-digest.js';
import type { Edition } from './edition.js';
import { fillGaps, htmlValues, textValues } from './gapped-text.js';
import { addressField, dateField, messageIdField, uriField } from './header-fields.js';
import { headerBytes, joinMessage } from './message-parts.js';

/** Whom one message goes to. */
export interface DigestReader {
  readonly address: string;
  /** With its angle brackets; the same each time the message is made. */
  readonly messageId: string;
  readonly date: Date;
  /** Its page says goodbye, a POST to it is one-click (RFC 8058). */
  readonly unsubscribeUrl: string;
}

/**
 * One reader's message, ready for SMTP: CRLF, no line that starts with a dot. It costs some copies of
 * blocks; only headers and footer are made for the reader.
 * @throws BroadsheetError ADDRESS_INVALID, INPUT_INVALID where a value cannot stand in a header
 */
export function composeDigest(digest: CompiledDigest, edition: Edition, reader: DigestReader): Buffer {
  const personal = { address: reader.address, unsubscribeUrl: reader.unsubscribeUrl };
  const headers = headerBytes([
    dateField(reader.date),
    addressField('To', reader.address),
    messageIdField(reader.messageId),
    uriField('List-Unsubscribe', reader.unsubscribeUrl),
  ]);
  const text = [digest.textHead];
  const html = [...edition.htmlHead];
  for (const index of edition.blocks) {
    const block = digest.blocks[index];
    if (block === undefined) throw new RangeError(`no block ${index} in the digest`);
    text.push(block.text);
    html.push(block.html);
  }
  text.push(...fillGaps(digest.textFooter, textValues(personal)));
  html.push(...fillGaps(digest.htmlFooter, htmlValues(personal)));
  return joinMessage([headers, digest.headers, edition.headers], text, html);
}
