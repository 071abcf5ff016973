import { BroadsheetError } from '../errors.js';
import type { Language } from '../model/language.js';
import { type Dates, datesIn } from './dates.js';
import { localeOf } from './locale.js';
import type { Messages } from './messages.js';
import type { TextKey } from './text-keys.js';

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
  t(key: TextKey, values?: TextValues): string;
}

/** The texts of a language. `t` throws BroadsheetError TEXT_INVALID where one cannot be said. */
export function createTexts(messages: Messages): Texts {
  const { language } = messages;
  return {
    language,
    dates: datesIn(language),
    number: (value, decimals = 0) => numberFormat(language, decimals).format(value),
    t: (key, values) => {
      try {
        const format = messages.formatOf(key);
        if (format === undefined) throw new BroadsheetError('TEXT_INVALID', `There is no text ${key}.`);
        return String(format.format({ ...values }));
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
