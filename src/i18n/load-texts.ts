import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Type from 'typebox';
import { Value } from 'typebox/value';
import { BroadsheetError } from '../errors.js';
import { type Language, languages } from '../model/language.js';
import { packageFolder } from '../package-folder.js';
import { checkCatalogues } from './check-catalogues.js';
import { type Catalogue, createTexts, type Texts } from './texts.js';

/** Broadsheet's own, `<language>/<file>.json`. */
const textsFolder = packageFolder('texts');

export type TextsByLanguage = Readonly<Record<Language, Texts>>;

/**
 * Reads the texts of all languages, once, and checks that every language has the same ones with the same values.
 * @param own a folder whose texts take the place of those with the same keys; null for none
 * @throws BroadsheetError TEXT_INVALID with the file, the key and the reason
 */
export async function loadTexts(folder = textsFolder, own: string | null = null): Promise<TextsByLanguage> {
  if (own !== null) {
    await access(own).catch((error: unknown) => {
      throw new BroadsheetError('TEXT_INVALID', `${own}: the folder cannot be read`, { cause: error });
    });
  }
  const read = languages.map(async (language) => {
    const shipped = await readCatalogue(folder, language);
    const replaced =
      own === null ? shipped : replacedBy(shipped, await readCatalogue(own, language), language);
    return { language, shipped, replaced };
  });
  const all = await Promise.all(read);
  const catalogues = new Map<Language, Catalogue>(all.map(({ language, replaced }) => [language, replaced]));
  checkCatalogues(catalogues, new Map(all.map(({ language, shipped }) => [language, shipped])));
  const texts = [...catalogues].map(([language, catalogue]) => [language, createTexts(language, catalogue)]);
  return Object.fromEntries(texts) as TextsByLanguage;
}

/** A text of another key would never be said: it is a typing error. */
function replacedBy(shipped: Catalogue, own: Catalogue, language: Language): Catalogue {
  const texts = new Map(shipped);
  for (const [key, text] of own) {
    if (!texts.has(key)) throw invalid(placeOf(language, key), 'there is no text of this name to replace');
    texts.set(key, text);
  }
  return texts;
}

const Messages = Type.Record(Type.String({ pattern: '^[a-z0-9-]+$' }), Type.String());

async function readCatalogue(folder: string, language: Language): Promise<Map<string, string>> {
  const files = await readdir(join(folder, language)).catch((error: NodeJS.ErrnoException) => {
    // A folder of one's own may have texts of one language only.
    if (error.code === 'ENOENT' && folder !== textsFolder) return [];
    throw invalid(`${language}/`, 'the folder cannot be read', error);
  });
  const read = files
    .filter((file) => file.endsWith('.json'))
    .map(async (file) => {
      const messages = readMessages(
        `${language}/${file}`,
        await readFile(join(folder, language, file), 'utf8'),
      );
      return Object.entries(messages).map(([name, text]) => [`${file.slice(0, -5)}.${name}`, text] as const);
    });
  return new Map((await Promise.all(read)).flat());
}

function readMessages(file: string, json: string): Record<string, string> {
  let messages: unknown;
  try {
    messages = JSON.parse(json);
  } catch (error) {
    throw invalid(file, error instanceof Error ? error.message : 'expected JSON', error);
  }
  if (!Value.Check(Messages, messages)) {
    throw invalid(file, 'expected an object of texts by names in small letters, digits and dashes');
  }
  return messages;
}

function placeOf(language: Language, key: string): string {
  const [file, name] = key.split('.', 2);
  return `${language}/${file}.json, ${name}`;
}

function invalid(place: string, reason: string, cause?: unknown): BroadsheetError {
  return new BroadsheetError('TEXT_INVALID', `texts/${place}: ${reason}`, { cause });
}
