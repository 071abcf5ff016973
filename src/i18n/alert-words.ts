import type { Texts } from './texts.js';

/** What happened, in a sentence. @param data of the event, as its type has it */
export function alertSentence({ t }: Texts, type: string, data: Readonly<Record<string, unknown>>): string {
  return t(`alerts.${type.replace('.', '-')}`, valuesOf(data));
}

/** How a type of alerts is called where they are chosen. */
export function alertName({ t }: Texts, type: string): string {
  return t(`alerts.name-${type.replace('.', '-')}`);
}

/** What a text can name: lists in one line, and nothing as the word `none`. */
function valuesOf(data: Readonly<Record<string, unknown>>): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => {
      if (typeof value === 'number') return [name, value];
      if (value === null) return [name, 'none'];
      if (Array.isArray(value)) return [name, value.join(', ')];
      // A choice of a text is one word.
      const isWord = name === 'reason' && /^[a-z]+(-[a-z]+)+$/.test(String(value));
      return [name, isWord ? String(value).replaceAll('-', '_') : String(value)];
    }),
  );
}
