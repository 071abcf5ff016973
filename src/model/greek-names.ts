/** What the small Greek letters are called, in the order of the alphabet. */
const NAMES =
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi psi omega'.split(
    ' ',
  );
const LETTERS = [...'αβγδεζηθικλμνξοπρστυφχψω'];

const LETTER_OF: ReadonlyMap<string, string> = new Map(
  NAMES.map((name, index) => [name, LETTERS[index] ?? name]),
);
const NAME_OF: ReadonlyMap<string, string> = new Map(
  LETTERS.map((letter, index) => [letter, NAMES[index] ?? letter]),
);

/** A name or a letter, and the number behind it: `alpha`, `pi0`, `τ2`. */
const WORD = /^([a-z]{2,7}|[α-ω])(\d{0,4})$/u;
/** A letter that is the beginning of a word: `μtransfer`, `τ2bench`. */
const BEGINNING = /^([α-ω])([a-z\d]+)$/u;

/**
 * The same words with Greek letters by their names, or the other way round: nobody has π on their keys, and titles
 * have it. Null where no word is one.
 */
export function otherwiseGreek(words: readonly string[]): string[] | null {
  const others = words.map((word) => {
    const byName = nameWithin(word);
    if (byName !== null) return byName;
    const [, stem = '', number = ''] = WORD.exec(word) ?? [];
    const other = LETTER_OF.get(stem) ?? NAME_OF.get(stem);
    return other === undefined ? word : other + number;
  });
  return others.some((word, index) => word !== words[index]) ? others : null;
}

/** `mutransfer` of `μtransfer`; null for a word that does not begin with a Greek letter, or is one. */
export function nameWithin(word: string): string | null {
  const [, letter = '', rest] = BEGINNING.exec(word) ?? [];
  return rest === undefined ? null : (NAME_OF.get(letter) ?? letter) + rest;
}
