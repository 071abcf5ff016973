import type { PaperTopics, Topic, TopicSource } from '../model/topics.js';
import { contributionSentences } from '../paper-text/contribution.js';
import { indexPhrases, type PhraseIndex, wordsOf } from './phrase-index.js';
import { shippedTopics } from './shipped-topics.js';
import { weighEvidence } from './weigh-evidence.js';

/** What a label or a definition of an operator's own topic is, by language; `en` stands in for others. */
export type WordsByLanguage = Readonly<Record<string, string>>;

/** A topic that an operator's file adds, with what people read of it. */
export interface OwnTopic extends Topic {
  readonly label: WordsByLanguage;
  readonly definition: WordsByLanguage;
}

/** The topics of an installation. */
export interface TopicVocabulary {
  readonly names: readonly string[];
  /** Topics that no catalogue of texts knows. */
  readonly own: ReadonlyMap<string, OwnTopic>;
  has(name: string): boolean;
  /** Pure: the same paper is always about the same topics. */
  topicsOf(paper: TopicSource): PaperTopics;
  /** The evidence for each topic with any, for who evaluates. */
  scoresOf(paper: TopicSource): ReadonlyMap<string, number>;
}

/*
 * What a field's evidence counts. A title that names a topic is enough; a summary needs a second witness; an abstract
 * alone, which mentions means, test beds and asides, never is.
 */
const TITLE = 3.3;
const SUMMARY = 2;
const KEYWORDS = 1;
const ABSTRACT = 0.5;
/** How many sentences of the abstract stand in for a summary that the source does not give. */
const SENTENCES = 2;
const ABOUT = 3.3;
/** Precision .92 on the labelled papers, where `ABOUT` has .80. */
const SURELY_ABOUT = 5;
const RIVALS_SHARE = 0.3;
const MOST_OF_A_RIVAL = 6;

/** @param own topics that the shipped ones do not know; their names differ from all others */
export function createVocabulary(
  topics: readonly Topic[],
  own: ReadonlyMap<string, OwnTopic> = new Map(),
): TopicVocabulary {
  const all = [...topics, ...own.values()];
  const names = all.map(({ name }) => name);
  const known = new Set(names);
  let index: PhraseIndex | null = null;
  const scoresOf = (paper: TopicSource): ReadonlyMap<string, number> => {
    index ??= indexPhrases(all);
    return withoutRivals(all, evidenceOf(paper, index));
  };
  return {
    names,
    own,
    has: (name) => known.has(name),
    scoresOf,
    topicsOf: (paper) => {
      const scores = scoresOf(paper);
      const above = (threshold: number) => names.filter((name) => (scores.get(name) ?? 0) >= threshold);
      return { about: above(ABOUT), surelyAbout: above(SURELY_ABOUT) };
    },
  };
}

/** What Broadsheet ships. */
export const shippedVocabulary: TopicVocabulary = createVocabulary(shippedTopics);

function evidenceOf(paper: TopicSource, index: PhraseIndex): ReadonlyMap<string, number> {
  const scores = new Map<string, number>();
  const add = (evidence: ReadonlyMap<string, number>, weight: number): void => {
    for (const [topic, value] of evidence) scores.set(topic, (scores.get(topic) ?? 0) + weight * value);
  };
  const read = (text: string) => weighEvidence(wordsOf(text), index);
  const summary = paper.summary ?? contributionSentences(paper.abstract, SENTENCES).join(' ');
  add(read(paper.title).once, TITLE);
  add(read(summary).once, SUMMARY);
  // A full stop is no word, but a phrase shall not begin in one keyword and end in the next.
  add(read(paper.keywords.join(' 0 ')).once, KEYWORDS);
  add(read(paper.abstract).repeated, ABSTRACT);
  return scores;
}

function withoutRivals(
  topics: readonly Topic[],
  scores: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const adjusted = new Map(scores);
  for (const { name, rivals } of topics) {
    const score = scores.get(name);
    if (score === undefined || rivals.length === 0) continue;
    const strongest = Math.max(0, ...rivals.map((rival) => scores.get(rival) ?? 0));
    adjusted.set(name, score - RIVALS_SHARE * Math.min(strongest, MOST_OF_A_RIVAL));
  }
  return adjusted;
}
