import type { Texts } from '../i18n/texts.js';
import type { DigestRemarks } from '../model/digest.js';
import { plainText } from '../paper-text/plain-text.js';
import { readText } from '../paper-text/readable-text.js';
import { sourceWords } from './source-words.js';

/** More are counted, not named. */
const MOST_TITLES = 5;

/** What a digest says of itself, a sentence each, as plain text. */
export function remarkSentences(texts: Texts, { lateSources, sources, withdrawn }: DigestRemarks): string[] {
  const { t } = texts;
  const late = lateSources.map((name) => t('remarks.late', { source: sourceWords(texts, name, sources) }));
  const titles = withdrawn.slice(0, MOST_TITLES).map(({ id, title }) => {
    const name = plainText(readText(title));
    return t('remarks.withdrawn-paper', { title: name === '' ? id : name, id });
  });
  const more = withdrawn.length - titles.length;
  const named = more > 0 ? [...titles, t('remarks.withdrawn-more', { count: more })] : titles;
  return named.length === 0 ? late : [...late, t('remarks.withdrawn', { papers: named.join(', ') })];
}
