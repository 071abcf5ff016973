import { defaultLanguage } from '../model/language.js';
import type { TextName } from './text-keys.js';
import type { Texts } from './texts.js';

/** What an operator's own topics are called and mean; those of the catalogues stand there. */
export interface OwnTopicWords {
  readonly own: ReadonlyMap<
    string,
    {
      readonly label: Readonly<Record<string, string>>;
      readonly definition: Readonly<Record<string, string>>;
    }
  >;
}

/** What people read of a topic: its label, and a sentence on what counts as being about it. */
export function topicWords(
  texts: Texts,
  topics: OwnTopicWords,
  name: string,
): { readonly label: string; readonly definition: string } {
  const own = topics.own.get(name);
  if (own === undefined) {
    // A test of the vocabulary holds that each topic that ships has both.
    const shipped = name as TextName<'topics'> & TextName<'topic-definitions'>;
    return { label: texts.t(`topics.${shipped}`), definition: texts.t(`topic-definitions.${shipped}`) };
  }
  const inLanguage = (words: Readonly<Record<string, string>>): string =>
    words[texts.language] ?? words[defaultLanguage] ?? name;
  return { label: inLanguage(own.label), definition: inLanguage(own.definition) };
}
