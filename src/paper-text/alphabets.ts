import { type Run, tidy } from './run.js';

/** First capital, first small letter and first digit of a mathematical alphabet (Unicode block 1D400). */
interface Alphabet {
  readonly capital: number;
  readonly small: number;
  readonly digit?: number;
  /** Letters that Unicode had before it had the block. */
  readonly earlier: Readonly<Record<string, string>>;
}

const ALPHABETS: Readonly<Record<string, Alphabet>> = {
  mathbb: {
    capital: 0x1d538,
    small: 0x1d552,
    digit: 0x1d7d8,
    earlier: { C: 'ℂ', H: 'ℍ', N: 'ℕ', P: 'ℙ', Q: 'ℚ', R: 'ℝ', Z: 'ℤ' },
  },
  mathcal: {
    capital: 0x1d49c,
    small: 0x1d4b6,
    earlier: {
      B: 'ℬ',
      E: 'ℰ',
      F: 'ℱ',
      H: 'ℋ',
      I: 'ℐ',
      L: 'ℒ',
      M: 'ℳ',
      R: 'ℛ',
      e: 'ℯ',
      g: 'ℊ',
      o: 'ℴ',
    },
  },
  mathfrak: {
    capital: 0x1d504,
    small: 0x1d51e,
    earlier: { C: 'ℭ', H: 'ℌ', I: 'ℑ', R: 'ℜ', Z: 'ℨ' },
  },
};

const SAME: Readonly<Record<string, string>> = {
  mathscr: 'mathcal',
  mathds: 'mathbb',
  mathbbm: 'mathbb',
  Bbb: 'mathbb',
};

/** TeX's old commands for an alphabet, which hold to the end of their group: `{\cal N}`. */
export const OLD_ALPHABETS: ReadonlyMap<string, string> = new Map([
  ['cal', 'mathcal'],
  ['mathcal', 'mathcal'],
  ['scr', 'mathcal'],
  ['frak', 'mathfrak'],
  ['Bbb', 'mathbb'],
]);

/** The letters of runs in an alphabet; words, numbers and marks stay. */
export function inLetters(command: string, runs: readonly Run[]): Run[] {
  return tidy(
    runs.map((run) =>
      'runs' in run
        ? { kind: run.kind, runs: inLetters(command, run.runs) }
        : {
            kind: run.kind,
            text: run.text.replace(/(?<![A-Za-z])[A-Za-z]{1,2}(?![A-Za-z])/g, (letters) =>
              inAlphabet(command, letters),
            ),
          },
    ),
  );
}

export function isAlphabet(command: string): boolean {
  return command in ALPHABETS || command in SAME;
}

/** `R` in `mathbb` is ℝ. Words keep their letters: 𝓁ℴ𝓈𝓈 would be read by nobody. */
export function inAlphabet(command: string, text: string): string {
  const alphabet = ALPHABETS[SAME[command] ?? command];
  if (alphabet === undefined || text.length > 2) return text;
  return [...text].map((character) => letterOf(alphabet, character)).join('');
}

function letterOf({ capital, small, digit, earlier }: Alphabet, character: string): string {
  const code = character.charCodeAt(0);
  if (earlier[character] !== undefined) return earlier[character];
  if (/[A-Z]/.test(character)) return String.fromCodePoint(capital + code - 65);
  if (/[a-z]/.test(character)) return String.fromCodePoint(small + code - 97);
  if (/[0-9]/.test(character) && digit !== undefined) return String.fromCodePoint(digit + code - 48);
  return character;
}
