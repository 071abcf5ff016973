import type { CompiledDigest } from './compile-digest.js';
import { type GlanceSentence, glanceWords } from './digest-sentences.js';
import type { SaidOfEdition } from './digest-values.js';
import { wrapText } from './wrap-text.js';

/** What an edition shows, as the sentences between its papers count it. */
export interface ShownPapers {
  /** At more length, and in a row each. */
  readonly long: number;
  readonly rows: number;
  /** Indexes of papers with a sentence on top. */
  readonly atAGlance: readonly number[];
}

/** The same in plain text: headings in capitals, lines of 72 characters. */
export function saidAsText(said: SaidOfEdition): SaidOfEdition {
  return {
    ...said,
    glanceLine: wrapText(said.glanceLine),
    papersHeading: said.papersHeading.toUpperCase(),
    rowsHeading: said.rowsHeading.toUpperCase(),
  };
}

/** What an edition says of its papers. */
export function saidOfEdition(
  { texts, origins }: Pick<CompiledDigest, 'texts' | 'origins'>,
  { long, rows, atAGlance }: ShownPapers,
): SaidOfEdition {
  const { t } = texts;
  const sentences = atAGlance.flatMap((paper): GlanceSentence[] => {
    const origin = origins[paper] ?? null;
    return origin === null ? [] : [{ position: paper + 1, origin }];
  });
  const glanceThen = t('mail-digest.then', { count: long });
  const glanceRows = t('mail-digest.then-rows', { count: rows });
  const words = glanceWords(texts, sentences);
  return {
    glanceThen,
    glanceRows,
    glanceWords: words,
    glanceLine: [words, ...(rows > 0 && long > 0 ? [`${glanceThen} ${glanceRows}.`] : [])].join(' ').trim(),
    papersHeading: t('mail-digest.papers-heading', { count: long }),
    rowsHeading: t('mail-digest.rows-heading', { long, rows }),
  };
}
