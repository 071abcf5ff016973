import type { AlertType, ToldType } from '../model/alerts.js';
import type { Texts } from './texts.js';

/** What happened, in a sentence. @param data of the event, as its type has it */
export function alertSentence({ t }: Texts, type: ToldType, data: Readonly<Record<string, unknown>>): string {
  return t(`alerts.${dashed(type)}`, valuesOf(data));
}

/** How a type of alerts is called where they are chosen. */
export function alertName({ t }: Texts, type: AlertType): string {
  return t(`alerts.name-${dashed(type)}`);
}

type Dashed<Type> = Type extends `${infer About}.${infer What}` ? `${About}-${What}` : never;

/** As the names of texts have it. */
function dashed<Type extends ToldType>(type: Type): Dashed<Type> {
  return type.replace('.', '-') as Dashed<Type>;
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
