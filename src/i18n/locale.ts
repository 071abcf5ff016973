import type { Language } from '../model/language.js';

const locales: Readonly<Record<Language, string>> = { en: 'en-US', de: 'de-DE' };

/** Where numbers and dates are written as in mails and pages of a language (BCP 47). */
export function localeOf(language: Language): string {
  return locales[language];
}
