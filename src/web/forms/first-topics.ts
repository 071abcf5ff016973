import type { Texts } from '../../i18n/texts.js';
import { topicWords } from '../../i18n/topic-words.js';
import { commonTopics } from '../../model/common-topics.js';
import type { TopicVocabulary } from '../../topics/vocabulary.js';

const FIRST = 8;

/** The names of the topics that are offered at once. */
export function firstTopics({ names, has }: TopicVocabulary): readonly string[] {
  const common: readonly string[] = commonTopics.filter(has);
  return [...common, ...names.filter((name) => !common.includes(name))].slice(0, FIRST);
}

/** All topics as buttons that are pressed or not: a row of eight, and the others. */
export function topicChips(texts: Texts, vocabulary: TopicVocabulary, chosen: readonly string[]) {
  const first = firstTopics(vocabulary);
  const chip = (value: string) => ({
    value,
    label: topicWords(texts, vocabulary, value).label,
    isChosen: chosen.includes(value),
  });
  const more = vocabulary.names.filter((name) => !first.includes(name)).map(chip);
  return { first: first.map(chip), more, opensMore: more.some(({ isChosen }) => isChosen) };
}
