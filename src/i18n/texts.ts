import { IntlMessageFormat } from 'intl-messageformat';
import { BroadsheetError } from '../errors.js';
import type { Language } from '../model/language.js';
import { type Dates, datesIn } from './dates.js';
import { localeOf } from './locale.js';

/** What a text names in braces. */
export type TextValues = Readonly<Record<string, string | number | null>>;

/** The words of one language: what pages and mails say to people. */
export interface Texts {
  readonly language: Language;
  readonly dates: Dates;
  /** `1,234`, or `3.10` with two decimals. */
  number(value: number, decimals?: number): string;
  /**
   * The text of a key such as `subscribe.button`: plain text, filled in and not escaped.
   * @throws BroadsheetError TEXT_INVALID where there is no such text, or a value that it names is missing
   */
  t(key: string, values?: TextValues): string;
}

/** ICU messages by key, `<file>.<name>`. */
export type Catalogue = ReadonlyMap<string, string>;

export function createTexts(language: Language, catalogue: Catalogue): Texts {
  const formats = new Map<string, IntlMessageFormat>();
  const formatOf = (key: string): IntlMessageFormat => {
    const known = formats.get(key);
    if (known !== undefined) return known;
    const message = catalogue.get(key);
    if (message === undefined) throw new BroadsheetError('TEXT_INVALID', `There is no text ${key}.`);
    const format = new IntlMessageFormat(message, localeOf(language), undefined, { ignoreTag: true });
    formats.set(key, format);
    return format;
  };
  return {
    language,
    dates: datesIn(language),
    number: (value, decimals = 0) => numberFormat(language, decimals).format(value),
    t: (key, values) => {
      try {
        return String(formatOf(key).format({ ...values }));
      } catch (error) {
        if (error instanceof BroadsheetError) throw error;
        const reason = error instanceof Error ? error.message : String(error);
        throw new BroadsheetError('TEXT_INVALID', `${key} cannot be said: ${reason}`, { cause: error });
      }
    },
  };
}

const numberFormats = new Map<string, Intl.NumberFormat>();

function numberFormat(language: Language, decimals: number): Intl.NumberFormat {
  const key = `${language} ${decimals}`;
  const known = numberFormats.get(key);
  if (known !== undefined) return known;
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  const format = new Intl.NumberFormat(localeOf(language), digits);
  numberFormats.set(key, format);
  return format;
}
