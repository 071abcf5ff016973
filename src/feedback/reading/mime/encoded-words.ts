import { decodeCharset } from './decode-charset.js';

/** RFC 2047 §2: `=?charset?B?…?=`; the language of RFC 2231 §5 may follow the charset. */
const WORD = /=\?([\w.:-]{1,40})(?:\*[\w-]{1,20})?\?([BbQq])\?([^?\s]{0,1000})\?=/g;

/** A header's text as people read it; raw octets in it are decoded too, as many servers write them. */
export function decodeWords(value: string): string {
  if (!value.includes('=?')) return decodeCharset(value, '');
  const joined = value.replace(/\?=\s{1,20}=\?/g, '?==?');
  const decoded = joined.replace(WORD, (_, charset: string, encoding: string, text: string) =>
    decodeCharset(encoding.toLowerCase() === 'b' ? fromBase64(text) : fromQ(text), charset),
  );
  return decoded === joined ? decodeCharset(value, '') : decoded;
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('latin1');
}

function fromQ(text: string): string {
  return text
    .replaceAll('_', ' ')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
