/** Controls, line and paragraph separators and every kind of white space, in runs. */
const SPACE = /[\s\p{Cc}\u2028\u2029]+/gu;

/**
 * Lone surrogates, which have no UTF-8; noncharacters, which templates use as marks; and bidirectional
 * embeddings and overrides, which would turn the order of everything behind them (UAX #9 §3.1).
 */
const UNFIT = /[\p{Cs}\uFDD0-\uFDEF\uFFFE\uFFFF\u202A-\u202E\u2066-\u2069]/gu;

/** Without these a text is one line already; most are, and this is quickly seen. */
const UNUSUAL = /[^ -~]| {2}|^ | $/;

/** Text from outside as one line that can stand in a page, a plain text or a header. */
export function oneLine(text: string): string {
  if (!UNUSUAL.test(text)) return text;
  return text.replace(UNFIT, '').replace(SPACE, ' ').trim();
}
