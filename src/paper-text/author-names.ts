import { plainText } from './plain-text.js';
import { readText } from './readable-text.js';

/** As many names as are read; papers with several hundred authors exist. */
const MOST_NAMES = 30;
const NAMES_OF_MANY = 2;

/** `A, B, C`, or of many `A, B and 571 more`; empty for none. */
export function authorNames(authors: readonly string[]): string {
  const isMany = authors.length > MOST_NAMES;
  const named = authors
    .slice(0, isMany ? NAMES_OF_MANY : MOST_NAMES)
    .map((name) => plainText(readText(name)));
  return named.join(', ') + (isMany ? ` and ${authors.length - NAMES_OF_MANY} more` : '');
}
