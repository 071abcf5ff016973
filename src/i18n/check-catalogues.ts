import { BroadsheetError } from '../errors.js';
import { defaultLanguage, type Language } from '../model/language.js';
import { type NamedValue, namedValues, sampleValues } from './named-values.js';
import { type Catalogue, createTexts } from './texts.js';

/**
 * Every language has the texts of the default one, and each text can be said with what it is given: the values, and of
 * numbers and days numbers and days, that the shipped text of its key names in any language.
 * @param shipped what stands for what is given; a text of one's own can add nothing to it
 * @throws BroadsheetError TEXT_INVALID with all faults
 */
export function checkCatalogues(
  catalogues: ReadonlyMap<Language, Catalogue>,
  shipped: ReadonlyMap<Language, Catalogue> = catalogues,
): void {
  const model = shipped.get(defaultLanguage) ?? new Map<string, string>();
  const faults = [...catalogues].flatMap(([language, catalogue]) => [
    ...[...model.keys()].filter((key) => !catalogue.has(key)).map((key) => `${language} lacks ${key}`),
    ...[...catalogue].flatMap(([key, message]) =>
      model.has(key)
        ? faultOf({ language, key, message }, shipped)
        : [`${language} has ${key}, which ${defaultLanguage} lacks`],
    ),
  ]);
  if (faults.length > 0) throw new BroadsheetError('TEXT_INVALID', `Texts: ${faults.join('; ')}`);
}

interface Text {
  readonly language: Language;
  readonly key: string;
  readonly message: string;
}

function faultOf({ language, key, message }: Text, shipped: ReadonlyMap<Language, Catalogue>): string[] {
  try {
    const given = givenTo(key, shipped);
    const named = namedValues(message, language);
    const unknown = [...named.keys()].filter((name) => !given.has(name));
    if (unknown.length > 0) {
      const known = given.size === 0 ? 'it is given none' : `it is given ${[...given.keys()].join(', ')}`;
      return [`${language} ${key} names ${unknown.join(', ')}, which nobody gives it (${known})`];
    }
    const misused = [...named].find(([name, value]) => !fits(value, given.get(name)));
    if (misused !== undefined) {
      return [`${language} ${key} takes ${misused[0]} for a ${misused[1].kind}, and it is given as text`];
    }
    // What the parser lets pass and the formatter does not is found here, and not when somebody asks for a page.
    for (const values of sampleValues(given, named)) {
      createTexts(language, new Map([[key, message]])).t(key, values);
    }
    return [];
  } catch (error) {
    return [`${language} ${key} cannot be read: ${error instanceof Error ? error.message : String(error)}`];
  }
}

/** What the shipped texts of a key name, in all languages. The first is the model that the others were checked by. */
function givenTo(key: string, shipped: ReadonlyMap<Language, Catalogue>): Map<string, NamedValue> {
  const model = shipped.get(defaultLanguage)?.get(key) ?? '';
  const given = namedValues(model, defaultLanguage);
  for (const [language, catalogue] of shipped) {
    for (const [name, value] of namedOrNone(catalogue.get(key) ?? '', language)) {
      if (given.get(name)?.kind === 'text') given.set(name, value);
    }
  }
  return given;
}

/** One that cannot be read is told of as itself. */
function namedOrNone(message: string, language: Language): ReadonlyMap<string, NamedValue> {
  try {
    return namedValues(message, language);
  } catch {
    return new Map();
  }
}

/** Whatever is given can be said as it is and be chosen by; what counts or tells a day needs to be that. */
function fits(named: NamedValue, given: NamedValue | undefined): boolean {
  return named.kind === 'text' || named.kind === given?.kind;
}
