import { field, type HeaderFields } from './header-fields.js';

/** Undoes base64 or quoted-printable (RFC 2045 §6); one character for each octet, lines ended by LF. */
export function decodeOctets(body: string, fields: HeaderFields): string {
  const encoding = field(fields, 'content-transfer-encoding').toLowerCase();
  if (encoding.startsWith('base64')) return lineFeeds(Buffer.from(body, 'base64').toString('latin1'));
  if (encoding.startsWith('quoted-printable')) return decodeQuotedPrintable(body);
  return body;
}

function decodeQuotedPrintable(text: string): string {
  if (!text.includes('=')) return text;
  const joined = text.replace(/=[ \t]{0,8}\n/g, '');
  return lineFeeds(
    joined.replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
  );
}

function lineFeeds(text: string): string {
  return text.includes('\r') ? text.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : text;
}
