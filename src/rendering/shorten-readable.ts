import { cutReadable } from '../paper-text/cut-readable.js';
import { flatText, type ReadableText } from '../paper-text/run.js';

/**
 * The beginning of a text with the marks that it had.
 * @param shorten chooses it: a beginning of the flat text, an ellipsis behind it where it was cut
 */
export function shortenReadable(
  text: ReadableText,
  limit: number,
  shorten: (text: string, limit: number) => string,
): ReadableText {
  const flat = flatText(text);
  const short = shorten(flat, limit);
  if (flat.startsWith(short)) return short === flat ? text : cutReadable(text, short.length);
  return cutReadable(text, short.length - 1, '…');
}
