/** The languages of pages and mails; the first is that of readers whose own is none of them. */
export const languages = ['en', 'de'] as const;

/** A primary language subtag (RFC 5646). */
export type Language = (typeof languages)[number];

export const defaultLanguage: Language = languages[0];

export function isLanguage(value: unknown): value is Language {
  return languages.some((language) => language === value);
}

/**
 * What a browser's Accept-Language asks for, by lookup (RFC 9110 §12.5.4, RFC 4647 §3.4): the language of the
 * highest weight that there is, of equal ones the first; `*` stands for the default.
 */
export function languageFrom(acceptLanguage: string | undefined): Language {
  const asked = (acceptLanguage ?? '')
    .slice(0, LONGEST_HEADER)
    .split(',')
    .map((part) => readRange(part))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const { subtag } of asked) {
    if (subtag === '*') return defaultLanguage;
    if (isLanguage(subtag)) return subtag;
  }
  return defaultLanguage;
}

/** Browsers send a dozen languages at most. */
const LONGEST_HEADER = 500;

function readRange(part: string): { subtag: string; weight: number } {
  const [range = '', ...parameters] = part.toLowerCase().replace(/\s/g, '').split(';');
  const given = parameters.find((parameter) => parameter.startsWith('q='));
  const weight = given === undefined ? 1 : Number(given.slice(2));
  return { subtag: range.split('-', 1)[0] ?? '', weight: Number.isFinite(weight) ? weight : 0 };
}
