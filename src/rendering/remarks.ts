import type { DigestRemarks } from '../model/digest.js';
import { plainText } from '../model/readable-text/plain-text.js';
import { readText } from '../model/readable-text/readable-text.js';
import { sourceWords } from './source-words.js';

/** More are counted, not named. */
const MOST_TITLES = 5;

/** What a digest says of itself, a sentence each, as plain text. */
export function remarkSentences({ lateSources, sources, withdrawn }: DigestRemarks): string[] {
  const late = lateSources.map(
    (name) =>
      `${sourceWords(name, sources)} did not answer in time; its latest papers come with a later digest.`,
  );
  const titles = withdrawn.slice(0, MOST_TITLES).map(({ id, title }) => {
    const name = plainText(readText(title));
    return `“${name === '' ? id : name}” (${id})`;
  });
  const more = withdrawn.length - titles.length;
  const named = more > 0 ? [...titles, `${more} more`] : titles;
  return named.length === 0
    ? late
    : [...late, `Withdrawn by its authors since an earlier digest: ${named.join(', ')}.`];
}
