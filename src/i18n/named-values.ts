import type { IntlMessageFormat } from 'intl-messageformat';

/** A value that a text names in braces: what it is taken for, and what a text chooses by. */
export interface NamedValue {
  readonly kind: 'text' | 'number' | 'date';
  /** The words of a choice. */
  readonly choices: readonly string[];
}

/** The parser's types of elements: 0 is plain text, 7 the number sign of a plural. */
const KINDS: Readonly<Record<number, NamedValue['kind']>> = {
  1: 'text',
  2: 'number',
  3: 'date',
  4: 'date',
  5: 'text',
  6: 'number',
};

/** What is used of the parser's elements. */
interface MessageElement {
  readonly type: number;
  readonly value?: string;
  readonly options?: Readonly<Record<string, { readonly value: readonly MessageElement[] }>>;
}

/** The values in braces by name, also those within plurals and choices. One that is a number or a date anywhere is that. */
export function namedValues(format: IntlMessageFormat): Map<string, NamedValue> {
  const named = new Map<string, NamedValue>();
  const visit = (elements: readonly MessageElement[]): void => {
    for (const { type, value = '', options = {} } of elements) {
      const kind = KINDS[type];
      if (kind !== undefined) {
        const known = named.get(value);
        const choices = type === 5 ? Object.keys(options) : [];
        named.set(value, {
          kind: known === undefined || known.kind === 'text' ? kind : known.kind,
          choices: [...(known?.choices ?? []), ...choices],
        });
      }
      for (const option of Object.values(options)) visit(option.value);
    }
  };
  visit(format.getAst() as readonly MessageElement[]);
  return named;
}

/** A text of its kind for each value, once for each choice and each number that languages tell apart. */
export function sampleValues(
  given: ReadonlyMap<string, NamedValue>,
  named: ReadonlyMap<string, NamedValue>,
): readonly Readonly<Record<string, string | number>>[] {
  const turns = Math.max(3, ...[...named.values()].map(({ choices }) => choices.length));
  return Array.from({ length: turns }, (_, turn) =>
    Object.fromEntries(
      [...given].map(([name, { kind }]) => {
        const choices = named.get(name)?.choices ?? [];
        return [name, kind === 'text' ? (choices[turn % choices.length] ?? 'text') : turn];
      }),
    ),
  );
}
