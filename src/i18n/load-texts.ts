import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BroadsheetError } from '../errors.js';
import { type Language, languages } from '../model/language.js';
import { packageFolder } from '../package-folder.js';
import { checkCatalogues, checkKeys } from './check-catalogues.js';
import { type Messages, readMessages } from './messages.js';
import { createTexts, type Texts } from './texts.js';

/** Broadsheet's own, `<language>/<file>.json`. */
const textsFolder = packageFolder('texts');

export type TextsByLanguage = Readonly<Record<Language, Texts>>;

/**
 * Reads the texts of all languages, once, and checks that every language has the same ones; of other texts than those
 * that ship, also that each can be said with what it is given.
 * @param own a folder whose texts take the place of those with the same keys; null for none
 * @throws BroadsheetError TEXT_INVALID with the file, the key and the reason
 */
export async function loadTexts(folder = textsFolder, own: string | null = null): Promise<TextsByLanguage> {
  if (own !== null) {
    await access(own).catch((error: unknown) => {
      throw new BroadsheetError('TEXT_INVALID', `${own}: the folder cannot be read`, { cause: error });
    });
  }
  const shipped = await Promise.all(
    languages.map(async (language) => [language, await readCatalogue(folder, language)] as const),
  );
  const shippedMessages = shipped.map(([language, catalogue]) => readMessages(language, catalogue));
  const messages = own === null ? shippedMessages : await ownMessages(own, shipped);
  // What ships says itself with every value: a test holds it to that, and a start reads a text when it is first said.
  if (folder === textsFolder && own === null) checkKeys(messages);
  else checkCatalogues(messages, shippedMessages);
  return Object.fromEntries(messages.map((one) => [one.language, createTexts(one)])) as TextsByLanguage;
}

type Catalogue = ReadonlyMap<string, string>;

function ownMessages(own: string, shipped: readonly (readonly [Language, Catalogue])[]): Promise<Messages[]> {
  return Promise.all(
    shipped.map(async ([language, catalogue]) =>
      readMessages(language, replacedBy(catalogue, await readCatalogue(own, language), language)),
    ),
  );
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

/**
 * With a dot in it a name would be taken for that of another file. By hand: TypeBox would read its schema anew for each
 * of thousands of names, at each start.
 */
function isTextsOfFile(value: unknown): value is Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(([name, text]) => !name.includes('.') && typeof text === 'string');
}

async function readCatalogue(folder: string, language: Language): Promise<Map<string, string>> {
  const files = await readdir(join(folder, language)).catch((error: NodeJS.ErrnoException) => {
    // A folder of one's own may have texts of one language only.
    if (error.code === 'ENOENT' && folder !== textsFolder) return [];
    throw invalid(`${language}/`, 'the folder cannot be read', error);
  });
  const read = files
    .filter((file) => file.endsWith('.json'))
    .map(async (file) => {
      const messages = textsOfFile(
        `${language}/${file}`,
        await readFile(join(folder, language, file), 'utf8'),
      );
      return Object.entries(messages).map(([name, text]) => [`${file.slice(0, -5)}.${name}`, text] as const);
    });
  return new Map((await Promise.all(read)).flat());
}

function textsOfFile(file: string, json: string): Record<string, string> {
  let messages: unknown;
  try {
    messages = JSON.parse(json);
  } catch (error) {
    throw invalid(file, error instanceof Error ? error.message : 'expected JSON', error);
  }
  if (!isTextsOfFile(messages)) {
    throw invalid(file, 'expected an object of texts by names without dots');
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
