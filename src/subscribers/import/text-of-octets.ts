import { TextDecoder } from 'node:util';
import { BroadsheetError } from '../../errors.js';

/** What is looked at before anything is decoded. */
const SEEN_FIRST = 4_096;
/** Files that hold others, and spreadsheets, which are such files too. */
const PACKED: readonly (readonly number[])[] = [
  [0x50, 0x4b, 0x03, 0x04],
  [0x1f, 0x8b],
  [0xd0, 0xcf, 0x11, 0xe0],
];

/**
 * The text of a file: UTF-8, UTF-16 where its mark or its zeros say so, else Windows-1252, which is what spreadsheets
 * write. A file is taken for UTF-8 until octets come that are none; where letters beyond ASCII came before, those octets
 * alone are unreadable and become U+FFFD.
 * @throws BroadsheetError INPUT_INVALID with `reason`: `packed`, `binary` or `empty`
 */
export async function* textOfOctets(octets: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let first = Buffer.alloc(0);
  let decode: ((part: Uint8Array | null) => string) | null = null;
  for await (const part of octets) {
    if (decode !== null) {
      yield decode(part);
      continue;
    }
    first = Buffer.concat([first, part]);
    if (first.length < SEEN_FIRST) continue;
    decode = decoderFor(first);
    yield decode(first);
  }
  if (decode === null) {
    if (first.length === 0) throw unreadable('empty', 'The file is empty.');
    decode = decoderFor(first);
    yield decode(first);
  }
  yield decode(null);
}

/** An error about a whole file, which a person can do something about. */
export function unreadable(
  reason: string,
  message: string,
  details: Readonly<Record<string, unknown>> = {},
): BroadsheetError {
  return new BroadsheetError('INPUT_INVALID', message, { details: { reason, ...details } });
}

function decoderFor(first: Buffer): (part: Uint8Array | null) => string {
  if (PACKED.some((magic) => magic.every((octet, at) => first[at] === octet))) {
    throw unreadable('packed', 'The file is packed or a spreadsheet. Unpack it, or save it as CSV.');
  }
  const wide = wideEncoding(first);
  if (wide !== null) return plainDecoder(new TextDecoder(wide));
  if (first.includes(0)) throw unreadable('binary', 'The file is no text. Save the list as CSV.');
  return narrowDecoder();
}

function plainDecoder(decoder: TextDecoder): (part: Uint8Array | null) => string {
  return (part) => (part === null ? decoder.decode() : decoder.decode(part, { stream: true }));
}

/** UTF-16 by its byte order mark (RFC 2781 §3.2), or by most second octets being zero, as in text of Latin letters. */
function wideEncoding(first: Buffer): 'utf-16le' | 'utf-16be' | null {
  if (first[0] === 0xff && first[1] === 0xfe) return 'utf-16le';
  if (first[0] === 0xfe && first[1] === 0xff) return 'utf-16be';
  const pairs = Math.floor(first.length / 2);
  const zeros = [0, 0];
  for (let at = 0; at < pairs * 2; at += 1) if (first[at] === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (odd > pairs * 0.7 && even === 0) return 'utf-16le';
  return even > pairs * 0.7 && odd === 0 ? 'utf-16be' : null;
}

function narrowDecoder(): (part: Uint8Array | null) => string {
  const strict = new TextDecoder('utf-8', { fatal: true });
  let loose: TextDecoder | null = null;
  let beyondAscii = false;
  // The octets of a letter that is cut by the end of a part are read again where the next part shows that it is none.
  let cut = Buffer.alloc(0);
  return (part) => {
    if (loose !== null) return part === null ? loose.decode() : loose.decode(part, { stream: true });
    try {
      const text = part === null ? strict.decode() : strict.decode(part, { stream: true });
      beyondAscii ||= /[^\0-\x7f]/.test(text);
      cut = part === null ? Buffer.alloc(0) : endOfLetter(part);
      return text;
    } catch {
      loose = new TextDecoder(beyondAscii ? 'utf-8' : 'windows-1252');
      const rest = Buffer.concat([cut, part ?? Buffer.alloc(0)]);
      return part === null ? loose.decode(rest) : loose.decode(rest, { stream: true });
    }
  };
}

/** The octets at the end of a part that begin a letter of UTF-8 which is not whole: three at the most. */
function endOfLetter(part: Uint8Array): Buffer<ArrayBuffer> {
  for (let back = 1; back <= Math.min(3, part.length); back += 1) {
    const octet = part[part.length - back] ?? 0;
    if (octet < 0x80) break;
    if (octet < 0xc0) continue;
    const length = octet >= 0xf0 ? 4 : octet >= 0xe0 ? 3 : 2;
    return back < length ? Buffer.from(part.slice(part.length - back)) : Buffer.alloc(0);
  }
  return Buffer.alloc(0);
}
