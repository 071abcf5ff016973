import { type Formatters, IntlMessageFormat } from 'intl-messageformat';
import type { Language } from '../model/language.js';
import { localeOf } from './locale.js';

/** The texts of one language by key, `<file>.<name>`: each is read when it is first asked for, and once. */
export interface Messages {
  readonly language: Language;
  readonly keys: ReadonlySet<string>;
  /**
   * What a text says, ready to be filled in; undefined where there is no such text.
   * @throws Error where the text is no ICU message
   */
  formatOf(key: string): IntlMessageFormat | undefined;
}

/** @param catalogue ICU messages by key */
export function readMessages(language: Language, catalogue: ReadonlyMap<string, string>): Messages {
  const formats = new Map<string, IntlMessageFormat>();
  // One number of each kind for all texts: making them costs more than reading the text.
  const options = { ignoreTag: true, formatters: sharedFormatters() };
  return {
    language,
    keys: new Set(catalogue.keys()),
    formatOf(key) {
      const known = formats.get(key);
      if (known !== undefined) return known;
      const message = catalogue.get(key);
      if (message === undefined) return undefined;
      const format = new IntlMessageFormat(message, localeOf(language), undefined, options);
      formats.set(key, format);
      return format;
    },
  };
}

function sharedFormatters(): Formatters {
  return {
    getNumberFormat: kept((locales, options) => new Intl.NumberFormat(locales, options)),
    getDateTimeFormat: kept((locales, options) => new Intl.DateTimeFormat(locales, options)),
    getPluralRules: kept((locales, options) => new Intl.PluralRules(locales, options)),
  };
}

function kept<Locales, Options, Made>(
  make: (locales: Locales, options?: Options) => Made,
): (locales: Locales, options?: Options) => Made {
  const made = new Map<string, Made>();
  return (locales, options) => {
    const key = JSON.stringify([locales, options]);
    const known = made.get(key) ?? make(locales, options);
    made.set(key, known);
    return known;
  };
}
