import type { TopicSource } from '../../../src/model/topics.js';
import type { TopicVocabulary } from '../../../src/topics/vocabulary.js';

/** A paper with what a person says it is about. */
export interface LabelledPaper {
  readonly paper: TopicSource;
  readonly topics: ReadonlySet<string>;
}

export interface TopicFigures {
  readonly topic: string;
  /** How many papers people count to it, and how many the vocabulary does. */
  readonly labelled: number;
  readonly matched: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

export interface TopicsVerdict {
  readonly topics: readonly TopicFigures[];
  /** Means over the topics. */
  readonly macro: Pick<TopicFigures, 'precision' | 'recall' | 'f1'>;
  /** Over all pairs of a paper and a topic. */
  readonly micro: Pick<TopicFigures, 'precision' | 'recall' | 'f1'>;
  readonly topicsPerPaper: number;
}

/** How well a vocabulary says what people say: precision, recall and their harmonic mean for each topic. */
export function judgeTopics(vocabulary: TopicVocabulary, papers: readonly LabelledPaper[]): TopicsVerdict {
  const told = papers.map(({ paper, topics }) => ({
    topics,
    about: new Set(vocabulary.topicsOf(paper).about),
  }));
  const counts = vocabulary.names.map((topic) => ({
    topic,
    labelled: told.filter(({ topics }) => topics.has(topic)).length,
    matched: told.filter(({ about }) => about.has(topic)).length,
    right: told.filter(({ topics, about }) => topics.has(topic) && about.has(topic)).length,
  }));
  const topics = counts.map(({ right, ...count }) => ({ ...count, ...ratesOf({ right, ...count }) }));
  const sum = (key: 'labelled' | 'matched' | 'right') => counts.reduce((all, count) => all + count[key], 0);
  const mean = (key: 'precision' | 'recall' | 'f1') =>
    topics.reduce((all, figures) => all + figures[key], 0) / topics.length;
  return {
    topics,
    macro: { precision: mean('precision'), recall: mean('recall'), f1: mean('f1') },
    micro: ratesOf({ labelled: sum('labelled'), matched: sum('matched'), right: sum('right') }),
    topicsPerPaper: sum('matched') / papers.length,
  };
}

function ratesOf({
  labelled,
  matched,
  right,
}: {
  readonly labelled: number;
  readonly matched: number;
  readonly right: number;
}) {
  const precision = matched === 0 ? 0 : right / matched;
  const recall = labelled === 0 ? 0 : right / labelled;
  const f1 = right === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { precision, recall, f1 };
}
