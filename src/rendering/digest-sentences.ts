import { localeOf } from '../i18n/locale.js';
import type { Texts } from '../i18n/texts.js';
import type { DigestPaper, DigestWithPapers } from '../model/digest.js';
import { type SourceKind, sourceKindOf } from '../model/source-kind.js';
import type { ExcerptOrigin } from './excerpts.js';
import { sourceWords } from './source-words.js';

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

interface SourceTexts {
  /** What is known of the papers where this kind alone listed them. */
  readonly line: string;
  /** Of papers on several lists, those are said to be of the kind with the lowest number: people chose for it. */
  readonly chosenAs: number;
}

/** What a digest says of the papers of each kind of source. */
const sourceTexts: Readonly<Record<SourceKind, SourceTexts>> = {
  huggingface: { line: 'mail-digest.line-huggingface', chosenAs: 1 },
  file: { line: 'mail-digest.line-file', chosenAs: 2 },
  arxiv: { line: 'mail-digest.line-arxiv', chosenAs: 3 },
};

interface OriginTexts {
  /** Where most sentences are of it. */
  readonly words: string;
  /** Where some are. */
  readonly also: string;
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
 * the research community`. Papers on several lists are of the one that people choose for: Hugging Face's, then an
 * operator's own.
 */
export function bylineOf(texts: Texts, { kind, papers }: Pick<DigestWithPapers, 'kind' | 'papers'>): Byline {
  const { t } = texts;
  const sources: ReadonlySet<string | null> = new Set(papers.map(chosenBy));
  return ({ papers: count, total }) => {
    if (count === 0) return '';
    if (kind === 'sample') return t('mail-digest.line-sample');
    const said =
      count < total ? t('mail-digest.some-papers', { count, total }) : t('mail-digest.papers', { count });
    if (kind === 'weekly' || kind === 'monthly') return t(`mail-digest.line-${kind}`, { papers: said });
    const [first] = sources;
    // What is not known is not said.
    if (first === undefined || first === null || sources.has(null)) return said;
    const values = { papers: said, name: first.slice(first.indexOf(':') + 1) };
    if (sources.size === 1) return t(sourceTexts[sourceKindOf(first) ?? 'file'].line, values);
    const named = [...sources].map((name) => sourceInSentence(texts, name ?? ''));
    return t('mail-digest.line-several', { papers: said, sources: listed(texts, named) });
  };
}

/** A source within a sentence; a list of an operator's own by its name. */
function sourceInSentence(texts: Texts, name: string): string {
  return sourceKindOf(name) === 'file'
    ? texts.t('mail-digest.source-list', { name: name.slice(name.indexOf(':') + 1) })
    : sourceWords(texts, name, Number.POSITIVE_INFINITY);
}

function chosenBy({ listedBy }: DigestPaper): string | null {
  const names = listedBy ?? [];
  const known = names.flatMap((name) => {
    const kind = sourceKindOf(name);
    return kind === null ? [] : [{ name, rank: sourceTexts[kind].chosenAs }];
  });
  return known.sort((left, right) => left.rank - right.rank)[0]?.name ?? null;
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

const listFormats = new Map<string, Intl.ListFormat>();

function listed({ language }: Texts, names: readonly string[]): string {
  const format =
    listFormats.get(language) ?? new Intl.ListFormat(localeOf(language), { type: 'conjunction' });
  listFormats.set(language, format);
  return format.format(names);
}
