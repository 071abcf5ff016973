import type { DigestRemarks } from '../model/digest.js';
import { plainText } from '../paper-text/plain-text.js';
import { readText } from '../paper-text/readable-text.js';
import type { Texts } from '../texts/texts.js';
import { sourceWords } from './source-words.js';

/** More are counted, not named. */
const MOST_TITLES = 5;

/** What a digest says of itself, a sentence each, as plain text. */
export function remarkSentences(texts: Texts, { lateSources, sources, withdrawn }: DigestRemarks): string[] {
  const { say } = texts;
  const late = lateSources.map((name) => say('remarks.late', { source: sourceWords(texts, name, sources) }));
  const titles = withdrawn.slice(0, MOST_TITLES).map(({ id, title }) => {
    const name = plainText(readText(title));
    return say('remarks.withdrawn-paper', { title: name === '' ? id : name, id });
  });
  const more = withdrawn.length - titles.length;
  const named = more > 0 ? [...titles, say('remarks.withdrawn-more', { count: more })] : titles;
  return named.length === 0 ? late : [...late, say('remarks.withdrawn', { papers: named.join(', ') })];
}
