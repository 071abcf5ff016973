import { IntlMessageFormat } from 'intl-messageformat';
import { BroadsheetError } from '../errors.js';
import { defaultLanguage, type Language } from '../model/language.js';
import { localeOf } from './locale.js';
import type { Catalogue } from './texts.js';

/**
 * Every language has the texts of the default one, and each text names the same values.
 * @throws BroadsheetError TEXT_INVALID with all faults
 */
export function checkCatalogues(catalogues: ReadonlyMap<Language, Catalogue>): void {
  const model = catalogues.get(defaultLanguage) ?? new Map<string, string>();
  const faults = [...catalogues].flatMap(([language, catalogue]) => [
    ...[...model.keys()].filter((key) => !catalogue.has(key)).map((key) => `${language} lacks ${key}`),
    ...[...catalogue].flatMap(([key, message]) => faultOf(language, key, message, model.get(key))),
  ]);
  if (faults.length > 0) throw new BroadsheetError('TEXT_INVALID', `Texts: ${faults.join('; ')}`);
}

function faultOf(language: Language, key: string, message: string, model: string | undefined): string[] {
  if (model === undefined) return [`${language} has ${key}, which ${defaultLanguage} lacks`];
  try {
    const [named, asked] = [valuesOf(message, language), valuesOf(model, defaultLanguage)];
    const unknown = [...named].filter((name) => !asked.has(name));
    return unknown.length === 0
      ? []
      : [`${language} ${key} names ${unknown.join(', ')}, which nobody gives it`];
  } catch (error) {
    return [`${language} ${key} cannot be read: ${error instanceof Error ? error.message : String(error)}`];
  }
}

/** The names in braces, also those within plurals and choices. */
function valuesOf(message: string, language: Language): Set<string> {
  const names = new Set<string>();
  const visit = (elements: readonly MessageElement[]): void => {
    for (const element of elements) {
      // 0 is plain text, 7 the number sign of a plural.
      if (element.type !== 0 && element.type !== 7) names.add(element.value ?? '');
      for (const option of Object.values(element.options ?? {})) visit(option.value);
    }
  };
  const format = new IntlMessageFormat(message, localeOf(language), undefined, { ignoreTag: true });
  visit(format.getAst() as readonly MessageElement[]);
  return names;
}

/** What is used of the parser's elements. */
interface MessageElement {
  readonly type: number;
  readonly value?: string;
  readonly options?: Readonly<Record<string, { readonly value: readonly MessageElement[] }>>;
}
