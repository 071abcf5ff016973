import { TextDecoder } from 'node:util';

/** Names that mail uses and the WHATWG registry does not know. */
const CHARSET_NAMES: Readonly<Record<string, string>> = {
  'unicode-1-1-utf-7': 'windows-1252',
  'utf-7': 'windows-1252',
  'ansi_x3.4-1968': 'windows-1252',
  'cp-850': 'windows-1252',
  cp932: 'shift_jis',
  cp936: 'gbk',
  cp949: 'euc-kr',
  'iso-2022-jp-ms': 'iso-2022-jp',
  'ks_c_5601-1987': 'euc-kr',
};

const decoders = new Map<string, TextDecoder | null>();
const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Octets (one character each) as the text that they mean. A charset that is missing, unknown or plainly not
 * the one that was used is guessed: UTF-8 where it is well-formed, else ISO 8859-1.
 */
export function decodeCharset(octets: string, charset: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: an escape begins each ISO 2022 sequence
  if (!/[\x80-\xff\x1b]/.test(octets)) return octets;
  const bytes = Buffer.from(octets, 'latin1');
  const decoder = decoderFor(charset.trim().toLowerCase());
  return decoder?.decode(bytes) ?? guessed(bytes);
}

function decoderFor(charset: string): TextDecoder | null {
  const known = decoders.get(charset);
  if (known !== undefined) return known;
  // Names come from outside: what is kept of them stays bounded.
  if (decoders.size > 200) return null;
  const decoder = openDecoder(CHARSET_NAMES[charset] ?? charset);
  decoders.set(charset, decoder);
  return decoder;
}

function openDecoder(charset: string): TextDecoder | null {
  // What calls itself ASCII and is not, and UTF-8 that may be none, are guessed.
  if (charset === '' || charset === 'us-ascii' || charset === 'utf-8' || charset === 'utf8') return null;
  try {
    return new TextDecoder(charset);
  } catch {
    return null;
  }
}

function guessed(bytes: Buffer): string {
  // An escape in otherwise plain ASCII is Japanese, whatever the header says.
  if (bytes.includes('\x1b$') || bytes.includes('\x1b(')) {
    return decoderFor('iso-2022-jp')?.decode(bytes) ?? bytes.toString('latin1');
  }
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}
