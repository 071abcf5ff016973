/** Accents over one letter as combining characters. */
const TEXT_ACCENTS: Readonly<Record<string, string>> = {
  '`': '\u0300',
  "'": '\u0301',
  '^': '\u0302',
  '~': '\u0303',
  '"': '\u0308',
  '=': '\u0304',
  '.': '\u0307',
  u: '\u0306',
  v: '\u030C',
  H: '\u030B',
  c: '\u0327',
  k: '\u0328',
  r: '\u030A',
  b: '\u0331',
  d: '\u0323',
  t: '\u0361',
  textcommabelow: '\u0326',
};

const NAMES_OF_ACCENTS: ReadonlyMap<string, string> = new Map(
  Object.entries(TEXT_ACCENTS).map(([name, combining]) => [combining, name]),
);

const MATH_ACCENTS: Readonly<Record<string, string>> = {
  hat: '\u0302',
  widehat: '\u0302',
  tilde: '\u0303',
  widetilde: '\u0303',
  bar: '\u0304',
  overline: '\u0304',
  vec: '\u20D7',
  overrightarrow: '\u20D7',
  dot: '\u0307',
  ddot: '\u0308',
  dddot: '\u20DB',
  acute: '\u0301',
  grave: '\u0300',
  breve: '\u0306',
  check: '\u030C',
  mathring: '\u030A',
  underline: '\u0332',
  underbar: '\u0332',
  slashed: '\u0338',
  cancel: '\u0338',
};

/** The combining character of `\"`, `\c`, `\hat`; undefined for a command that is no accent. */
export function accentOf(command: string): string | undefined {
  return Object.hasOwn(TEXT_ACCENTS, command)
    ? TEXT_ACCENTS[command]
    : Object.hasOwn(MATH_ACCENTS, command)
      ? MATH_ACCENTS[command]
      : undefined;
}

/** `\c`, `\v` and their like are accents before a letter only; elsewhere they are what somebody wrote. */
export function isTextAccent(command: string): boolean {
  return Object.hasOwn(TEXT_ACCENTS, command);
}

/** `ö`; null where there is no single letter or symbol to carry the accent. */
export function accented(accent: string, text: string): string | null {
  const letter = { ı: 'i', ȷ: 'j' }[text] ?? text;
  return /^[\p{L}\p{N}\p{Sm}]\p{M}*$/u.test(letter) ? `${letter}${accent}`.normalize('NFC') : null;
}

/** A line over or under a short text stands over each of its characters; other accents stand over the first. */
export function accentedAll(accent: string, text: string): string | null {
  const line = LINES[accent];
  if (!/^[\p{L}\p{N}\p{M}]{1,8}$/u.test(text)) return null;
  if (accent === TIE) return text.replace(/^./u, (first) => first + TIE);
  if (line === undefined) return text.replace(/^./u, (first) => `${first}${accent}`.normalize('NFC'));
  return text.replace(/\p{M}*(?:[\p{L}\p{N}]\p{M}*)/gu, (letter) => letter + line);
}

const TIE = '\u0361';

/** Accents that are lines, as they stand over each of several characters. */
const LINES: Readonly<Record<string, string>> = {
  '\u0304': '\u0305',
  '\u0305': '\u0305',
  '\u0332': '\u0332',
};

/** The other way round: what LaTeX calls a combining character; undefined where it has no accent for it. */
export function accentLetterOf(combining: string): string | undefined {
  return NAMES_OF_ACCENTS.get(combining);
}
