import { cutReadable } from '../paper-text/cut-readable.js';
import { flatText, type ReadableText } from '../paper-text/run.js';
import { shortenText } from './shorten.js';

/** The beginning of a text as `shortenText` chooses it, with the marks that it had. */
export function shortenReadable(text: ReadableText, limit: number): ReadableText {
  const flat = flatText(text);
  const short = shortenText(flat, limit);
  if (flat.startsWith(short)) return short === flat ? text : cutReadable(text, short.length);
  return cutReadable(text, short.length - 1, '…');
}
