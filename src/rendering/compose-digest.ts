import type { Edition } from './edition.js';
import { addressField, dateField, messageIdField, unsubscribeField } from './header-fields.js';
import { type ComposedMessage, fillMessage } from './message-parts.js';

/** Whom one message goes to. */
export interface DigestReader {
  readonly address: string;
  /** With its angle brackets; the same each time the message is made. */
  readonly messageId: string;
  readonly date: Date;
  /** Its page says goodbye, a POST to it is one-click (RFC 8058). */
  readonly unsubscribeUrl: string;
  /** A mailto: URI whose mail takes the reader off the list; absent or null where no mail is received. */
  readonly unsubscribeMailto?: string | null;
  /** Its page has buttons for each paper of the digest: more like this, less, save. */
  readonly answersUrl: string;
  /** Its page says when and what, and has a pause. */
  readonly preferencesUrl: string;
}

/**
 * One reader's message, ready for SMTP. Only its headers, the address of the reader's page for answers wherever
 * the mail links to it, and what is personal in the footer are made for the reader; all else is the edition's bytes.
 * @throws BroadsheetError ADDRESS_INVALID, INPUT_INVALID where a value cannot stand in a header
 */
export function composeDigest(edition: Edition, reader: DigestReader): ComposedMessage {
  const { address, unsubscribeUrl, answersUrl, preferencesUrl } = reader;
  const fields = [
    dateField(reader.date),
    addressField('To', address),
    messageIdField(reader.messageId),
    unsubscribeField(unsubscribeUrl, reader.unsubscribeMailto ?? null),
  ];
  return fillMessage(edition, fields, { address, unsubscribeUrl, answersUrl, preferencesUrl });
}
