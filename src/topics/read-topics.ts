import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { BroadsheetError } from '../errors.js';
import type { Evidence, Topic } from '../model/topics.js';
import { shippedTopics } from './shipped-topics.js';
import { createVocabulary, type OwnTopic, shippedVocabulary, type TopicVocabulary } from './vocabulary.js';

const Phrase = Type.String({ minLength: 2, maxLength: 80 });
const Words = Type.Record(
  Type.String({ pattern: '^[a-z]{2}$' }),
  Type.String({ minLength: 1, maxLength: 300 }),
);
const GivenTopic = Type.Object(
  {
    label: Type.Optional(Words),
    definition: Type.Optional(Words),
    evidence: Type.Optional(
      Type.Array(
        Type.Object(
          {
            weight: Type.Number({ exclusiveMinimum: 0, maximum: 1 }),
            phrases: Type.Array(Phrase, { maxItems: 500 }),
          },
          { additionalProperties: false },
        ),
        { maxItems: 20 },
      ),
    ),
    never: Type.Optional(Type.Array(Phrase, { maxItems: 500 })),
    rivals: Type.Optional(Type.Array(Type.String(), { maxItems: 50 })),
  },
  { additionalProperties: false },
);
const GivenTopics = Type.Record(Type.String({ pattern: '^[a-z][a-z-]{1,30}$' }), GivenTopic);
const givenTopics = Compile(GivenTopics);

type GivenTopics = Type.Static<typeof GivenTopics>;
type GivenTopic = Type.Static<typeof GivenTopic>;

/**
 * Reads an operator's topics, `{ name: { label, definition, evidence, never, rivals } }` as JSON: of a topic that
 * Broadsheet ships, what it adds to it; else a new one, with its label and definition by language (`en` at least).
 * @throws BroadsheetError CONFIG_INVALID with the place of the first fault
 */
export function readTopicsFile(text: string): TopicVocabulary {
  const given = parse(text);
  const shipped = shippedTopics.map((topic) => {
    const more = Object.hasOwn(given, topic.name) ? given[topic.name] : undefined;
    return more === undefined ? topic : widened(topic, more);
  });
  const own = new Map<string, OwnTopic>();
  for (const [name, topic] of Object.entries(given)) {
    if (!shippedVocabulary.has(name)) own.set(name, ownTopic(name, topic));
  }
  const vocabulary = createVocabulary(shipped, own);
  for (const { name, rivals } of [...shipped, ...own.values()]) {
    const unknown = rivals.find((rival) => !vocabulary.has(rival));
    if (unknown !== undefined) throw fault(`/${name}/rivals`, `there is no topic ${unknown}`);
  }
  return vocabulary;
}

function parse(text: string): GivenTopics {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw fault('', `not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (givenTopics.Check(value)) return value;
  const [first] = givenTopics.Errors(value);
  throw fault(first?.instancePath ?? '', first?.message ?? 'not a list of topics');
}

function widened(topic: Topic, { evidence = [], never = [], rivals = [] }: GivenTopic): Topic {
  return {
    name: topic.name,
    evidence: [...topic.evidence, ...(evidence as Evidence[])],
    never: [...topic.never, ...never],
    rivals: [...topic.rivals, ...rivals],
  };
}

function ownTopic(name: string, given: GivenTopic): OwnTopic {
  const { label, definition, evidence = [], never = [], rivals = [] } = given;
  if (label?.['en'] === undefined) throw fault(`/${name}/label`, 'a new topic needs a label, {"en": "…"}');
  if (definition?.['en'] === undefined) {
    throw fault(`/${name}/definition`, 'a new topic needs a definition, {"en": "…"}');
  }
  if (evidence.every(({ phrases }) => phrases.length === 0)) {
    throw fault(`/${name}/evidence`, 'a new topic needs phrases to be told by');
  }
  return { name, label, definition, evidence, never, rivals };
}

function fault(place: string, reason: string): BroadsheetError {
  return new BroadsheetError('CONFIG_INVALID', `${place === '' ? 'the file' : place}: ${reason}`);
}
