import type { TextKey } from '../i18n/text-keys.js';
import type { Texts } from '../i18n/texts.js';
import type { DigestWithPapers } from '../model/digest.js';
import { type SourceKind, sourceKindOf } from '../model/source-kind.js';
import { choosersOf, listed, ownName, sourcesInSentence } from './choosers.js';
import type { ExcerptOrigin } from './excerpts.js';

/** What an edition holds, as its sentences count it. */
export interface EditionCounts {
  /** Papers of the edition. */
  readonly papers: number;
  /** Papers of the digest. */
  readonly total: number;
}

/** A sentence on top, and whose words it is. */
export interface GlanceSentence {
  readonly position: number;
  readonly origin: ExcerptOrigin;
}

/** What is known of the papers where sources of one kind alone listed them. */
const sourceLines: Readonly<Record<SourceKind, TextKey>> = {
  huggingface: 'mail-digest.line-huggingface',
  file: 'mail-digest.line-file',
  arxiv: 'mail-digest.line-arxiv',
};

interface OriginTexts {
  /** Where most sentences are of it. */
  readonly words: TextKey;
  /** Where some are. */
  readonly also: TextKey;
}

/** Whose words the sentences are. */
const originTexts: Readonly<Record<ExcerptOrigin, OriginTexts>> = {
  huggingface: { words: 'mail-digest.words-huggingface', also: 'mail-digest.also-huggingface' },
  arxiv: { words: 'mail-digest.words-arxiv', also: 'mail-digest.also-arxiv' },
  file: { words: 'mail-digest.words-file', also: 'mail-digest.also-file' },
  abstract: { words: 'mail-digest.words-abstract', also: 'mail-digest.also-abstract' },
  sample: { words: 'mail-digest.words-sample', also: 'mail-digest.also-sample' },
};

/** What is said of all editions of a digest in the same words. */
export type Byline = (counts: EditionCounts) => string;

/**
 * How many papers an edition holds and who chose them, by the sources that listed them: `31 papers chosen by AK and
 * the research community`.
 */
export function bylineOf(texts: Texts, { kind, papers }: Pick<DigestWithPapers, 'kind' | 'papers'>): Byline {
  const { t } = texts;
  const choosers = choosersOf(papers);
  return ({ papers: count, total }) => {
    if (count === 0) return '';
    if (kind === 'sample') return t('mail-digest.line-sample');
    const said =
      count < total ? t('mail-digest.some-papers', { count, total }) : t('mail-digest.papers', { count });
    if (kind === 'weekly' || kind === 'monthly') return t(`mail-digest.line-${kind}`, { papers: said });
    const [first] = choosers;
    if (first === undefined) return said;
    const values = { papers: said, name: ownName(first) };
    if (choosers.length === 1) return t(sourceLines[sourceKindOf(first) ?? 'file'], values);
    return t('mail-digest.line-several', { papers: said, sources: sourcesInSentence(texts, choosers) });
  };
}

/** `Sentences by Hugging Face’s model, not by the authors; number 4 from its abstract.` Empty for no sentences. */
export function glanceWords(texts: Texts, sentences: readonly GlanceSentence[]): string {
  const groups = new Map<ExcerptOrigin, number[]>();
  for (const { position, origin } of sentences) groups.set(origin, [...(groups.get(origin) ?? []), position]);
  const [most, ...others] = [...groups].sort(([, left], [, right]) => right.length - left.length);
  if (most === undefined) return '';
  const exceptions = others.map(([origin, positions]) =>
    texts.t(originTexts[origin].also, {
      count: positions.length,
      numbers: listed(texts, positions.map(String)),
    }),
  );
  return `${[texts.t(originTexts[most[0]].words), ...exceptions].join('; ')}.`;
}
