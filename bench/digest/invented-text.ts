import { createRandom } from './random.js';

/** Writes text that says nothing, as long as the real thing. */
export interface Writer {
  title(): string;
  /** Of about so many characters. */
  abstract(characters: number): string;
  authors(): string[];
  /** A whole number from `low` to `high`. */
  count(low: number, high: number): number;
}

const openings = [
  'We pretend to study',
  'This invented work describes',
  'Nobody has yet looked at',
  'Our made-up method treats',
  'A placeholder experiment compares',
  'In this sketch we imagine',
  'Earlier drafts left out',
  'The following sentences only fill',
];
const adjectives = [
  'quiet',
  'modular',
  'sparse',
  'left-handed',
  'incremental',
  'naïve',
  'weather-proof',
  'two-stage',
  'self-folding',
  'reversible',
  'low-ceiling',
  'well-rehearsed',
];
const nouns = [
  'teapots',
  'ledgers',
  'corridors',
  'lanterns',
  'umbrellas',
  'timetables',
  'orchards',
  'staircases',
  'postcards',
  'pulleys',
  'harbours',
  'bookshelves',
  'compasses',
  'crêpes',
];
const verbs = [
  'sorting',
  'watering',
  'aligning',
  'counting',
  'folding',
  'postponing',
  'labelling',
  'polishing',
];
const links = [
  'while keeping the number of',
  'without any loss of',
  'at a third of the cost of',
  'in the presence of',
  'under a fixed budget of',
  'beyond the reach of',
];
const results = [
  'On a benchmark that exists only here it gains 3.2 points over a coin.',
  'Across twelve imaginary tasks the error falls by 18% – or so we would like to think.',
  'The ablation removes every part in turn, and nothing changes.',
  'Code, data and weights are as invented as the rest.',
  'Larger versions of nothing remain nothing, which we confirm at four scales.',
  'We close with a list of limitations that is longer than the method.',
];
const families = [
  'Sample',
  'Specimen',
  'Beispiel',
  'Exemple',
  'Próbka',
  'Muster',
  'Placeholder',
  'Örnek',
  'Filler',
];

export function createWriter(seed: number): Writer {
  const random = createRandom(seed);
  const count = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
  const pick = (words: readonly string[]): string => words[count(0, words.length - 1)] ?? '';
  const thing = (): string => `${pick(adjectives)} ${pick(nouns)}`;
  const sentence = (): string =>
    random() < 0.2
      ? pick(results)
      : `${pick(openings)} ${pick(verbs)} ${thing()} ${pick(links)} ${thing()}, and ${pick(verbs)} ${thing()}.`;
  return {
    title: () => `${capital(pick(verbs))} ${thing()} ${pick(links)} ${thing()}`,
    abstract: (characters) => {
      const sentences = [sentence()];
      while (sentences.join(' ').length < characters) sentences.push(sentence());
      return sentences.join(' ');
    },
    authors: () => Array.from({ length: count(3, 9) }, () => `${capital(pick(nouns))[0]}. ${pick(families)}`),
    count,
  };
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
