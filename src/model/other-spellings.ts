import { foldedWords, twoForTo } from './folded-text.js';
import { otherwiseGreek } from './greek-names.js';
import { isStopWord } from './stop-words.js';

/** Longer texts are not looked for in the other number of each of their words. */
const LONGEST_VARIED = 6;

/** How letters are written that a keyboard lacks; their folded forms are `a`, `o`, `u` and `d`. */
const DIGRAPHS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ø: 'oe', å: 'aa', đ: 'dj' };
const LETTERS_OF_DIGRAPHS = /[äöüøåđ]/giu;
/** Shorter words that hold two such vowels are mostly something else: `haar`, `fuel`, `vaes`. */
const SHORTEST_WITH_DIGRAPH = 5;
/** Not at the end, and not in `queue`, `bauer` or `Michael`, who is not Michał. */
const DIGRAPH =
  /(?<![aeiouq])(?:(a)(?:e(?=u)|[ae](?=[b-df-hj-np-tv-xz]))|([ou])e(?=[b-df-hj-np-tv-xz]))(?!l?s?$)/g;

/** Nouns whose plural the English stemmer does not know. */
const PLURALS: readonly (readonly [string, string])[] = (
  'matrix-matrices vertex-vertices index-indices vortex-vortices simplex-simplices appendix-appendices ' +
  'codex-codices helix-helices cortex-cortices analysis-analyses hypothesis-hypotheses synthesis-syntheses ' +
  'thesis-theses crisis-crises axis-axes prosthesis-prostheses criterion-criteria phenomenon-phenomena ' +
  'spectrum-spectra optimum-optima minimum-minima maximum-maxima extremum-extrema automaton-automata ' +
  'corpus-corpora stimulus-stimuli nucleus-nuclei locus-loci radius-radii modulus-moduli calculus-calculi ' +
  'formula-formulae lemma-lemmata schema-schemata antenna-antennae mouse-mice'
)
  .split(' ')
  .map((pair) => pair.split('-') as [string, string]);
const OTHER_NUMBER: ReadonlyMap<string, string> = new Map(
  PLURALS.flatMap(([one, many]) => [
    [one, many],
    [many, one],
  ]),
);
/** Abbreviations whose `s` the stemmer leaves, since it finds no vowel before it: `LLMs`, `PDEs`, `GPUs`. */
const ABBREVIATION = /^(?:[b-df-hj-np-tv-xz]{2,5}[aeiou]?|[a-z]{2,3}u)$/;
const SHORTEST_ABBREVIATION = 3;

/** `0-shot` and `zero-shot`: small numbers before a word. */
const NUMBERS = 'zero one two three four five six seven eight nine ten'.split(' ');
const COUNTED = /^\p{L}{3}/u;

/** What British and American spelling tell apart, by what stands before it, in the one and in the other. */
const AMERICAN: readonly (readonly [RegExp, string])[] = [
  [/^([a-z]{3,}i)s((?:e|ed|es|er|ers|ing|able|ation|ations))$/, '$1z$2'],
  [/^([a-z]{3,}i)z((?:e|ed|es|er|ers|ing|able|ation|ations))$/, '$1s$2'],
  [/^([a-z]{2,}ly)s((?:e|ed|er|ers|ing))$/, '$1z$2'],
  [/^([a-z]{2,}ly)z((?:e|ed|er|ers|ing))$/, '$1s$2'],
  [/^(col|behavi|neighb|fav|lab|flav|harb|hon|vap|tum)our([a-z]{0,6})$/, '$1or$2'],
  [/^(col|behavi|neighb|fav|lab|flav|harb|hon|vap|tum)or([a-z]{0,6})$/, '$1our$2'],
  [/^(model|label|signal|channel|travel)l(ing|ed|er|ers)$/, '$1$2'],
  [/^(model|label|signal|channel|travel)(ing|ed|er|ers)$/, '$1l$2'],
  [/^(cent|fib|met)re(s?)$/, '$1er$2'],
  [/^(cent|fib|met)er(s?)$/, '$1re$2'],
];

/** `qwen2`, `gpt4o`: a name and its version, which others write apart. */
const VERSIONED = /^([a-z]{2,})(\d[a-z\d]*)$/;

/** Names of people have only the letters that keyboards lack; a keyword is asked of every paper there is. */
export type SpelledKind = 'search' | 'keyword' | 'name';

/**
 * The words of a text as others spell them: Greek letters by their names, `Mueller` for `Müller`, the other number
 * where no stemmer brings both together, versions apart.
 */
export function otherSpellings(text: string, kind: SpelledKind): string[][] {
  const words = foldedWords(text).map((word) => word.text);
  const ways = withOtherLetters(text, words);
  if (kind === 'name') return [...ways, ...familyNameLast(text)];
  const greek = otherwiseGreek(words);
  // Alone, α is in the formulas of many papers that are about nothing of its name.
  const isAlone = words.length === 1 && /^(?:[α-ω]|[a-z]+)$/u.test(words[0] ?? '');
  if (greek !== null && !(kind === 'keyword' && isAlone)) ways.push(greek);
  if (words.length > LONGEST_VARIED) return ways;
  for (const [index, word] of words.entries()) {
    const other = otherNumber(words, index, kind) ?? otherWords(word);
    if (other !== null) ways.push([...words.slice(0, index), ...other, ...words.slice(index + 1)]);
  }
  return ways;
}

/** `mueller` of `Müller`, and `muller` of `Mueller`. */
function withOtherLetters(text: string, words: readonly string[]): string[][] {
  const written = text
    .normalize('NFC')
    .replace(LETTERS_OF_DIGRAPHS, (letter) => DIGRAPHS[letter.toLowerCase()] ?? letter);
  const apart = written === text ? [] : [foldedWords(written).map((word) => word.text)];
  const together = words.map(withoutDigraphs);
  return together.some((word, index) => word !== words[index]) ? [...apart, together] : apart;
}

/** `Ada Muster` of `Muster, Ada`. */
function familyNameLast(text: string): string[][] {
  const [family = '', given = '', ...more] = text.split(',');
  const words = foldedWords(`${given} ${family}`).map((word) => word.text);
  return given.trim() === '' || more.length > 0 ? [] : [words];
}

function withoutDigraphs(word: string): string {
  if (word.length < SHORTEST_WITH_DIGRAPH) return word;
  const letters = word.replace(DIGRAPH, '$1$2');
  return letters.startsWith('dj') ? letters.replaceAll('dj', 'd') : letters;
}

function otherNumber(words: readonly string[], index: number, kind: SpelledKind): string[] | null {
  const [word = '', next = ''] = words.slice(index, index + 2);
  // Alone only nought: of other numbers both ways are in too many texts.
  const counts = COUNTED.test(next) || (words.length === 1 && kind === 'search' && /^(?:0|zero)$/.test(word));
  if (!counts) return null;
  const name = /^(?:\d|10)$/.test(word) ? NUMBERS[Number(word)] : undefined;
  const value = NUMBERS.indexOf(word);
  return name !== undefined ? [name] : value < 0 ? null : [String(value)];
}

function acrossTheOcean(word: string): string[] | null {
  const [pattern, written = ''] = AMERICAN.find(([known]) => known.test(word)) ?? [];
  return pattern === undefined ? null : [word.replace(pattern, written)];
}

function otherWords(word: string): string[] | null {
  // `tau` is no abbreviation, and `pi0` no version of something.
  if (otherwiseGreek([word]) !== null) return null;
  const number = OTHER_NUMBER.get(word) ?? otherNumberOf(word);
  if (number !== null) return [number];
  const apart = twoForTo(word);
  if (apart !== null) return apart;
  const [, name, version] = VERSIONED.exec(word) ?? [];
  return name === undefined || version === undefined ? acrossTheOcean(word) : [name, version];
}

function otherNumberOf(word: string): string | null {
  const one = word.endsWith('s') ? word.slice(0, -1) : word;
  if (one.length < SHORTEST_ABBREVIATION || isStopWord(one) || !ABBREVIATION.test(one)) return null;
  return one === word ? `${word}s` : one;
}
