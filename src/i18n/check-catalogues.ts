import { BroadsheetError } from '../errors.js';
import { defaultLanguage } from '../model/language.js';
import type { Messages } from './messages.js';
import { type NamedValue, namedValues, sampleValues } from './named-values.js';
import type { TextKey } from './text-keys.js';
import { createTexts } from './texts.js';

/**
 * Every language has the texts of the default one.
 * @throws BroadsheetError TEXT_INVALID with all faults
 */
export function checkKeys(all: readonly Messages[]): void {
  refuse(keyFaults(all, keysOf(all)));
}

/**
 * Every language has the texts of the default one, and each text can be said with what it is given: the values, and of
 * numbers and days numbers and days, that the shipped text of its key names in any language.
 * @param shipped what stands for what is given; a text of one's own can add nothing to it
 * @throws BroadsheetError TEXT_INVALID with all faults
 */
export function checkCatalogues(all: readonly Messages[], shipped: readonly Messages[] = all): void {
  const model = keysOf(shipped);
  const given = new Map([...model].map((key) => [key, givenTo(key, shipped)]));
  const valueFaults = all.flatMap((messages) =>
    [...messages.keys].flatMap((key) => {
      const values = given.get(key);
      return values === undefined ? [] : faultOf(key, messages, values);
    }),
  );
  refuse([...keyFaults(all, model), ...valueFaults]);
}

function refuse(faults: readonly string[]): void {
  if (faults.length > 0) throw new BroadsheetError('TEXT_INVALID', `Texts: ${faults.join('; ')}`);
}

function keysOf(all: readonly Messages[]): ReadonlySet<string> {
  return all.find(({ language }) => language === defaultLanguage)?.keys ?? new Set();
}

function keyFaults(all: readonly Messages[], model: ReadonlySet<string>): string[] {
  return all.flatMap(({ language, keys }) => [
    ...[...model].filter((key) => !keys.has(key)).map((key) => `${language} lacks ${key}`),
    ...[...keys]
      .filter((key) => !model.has(key))
      .map((key) => `${language} has ${key}, which ${defaultLanguage} lacks`),
  ]);
}

function faultOf(key: string, messages: Messages, given: ReadonlyMap<string, NamedValue>): string[] {
  const text = `${messages.language} ${key}`;
  try {
    const named = namedIn(key, messages);
    const unknown = [...named.keys()].filter((name) => !given.has(name));
    if (unknown.length > 0) {
      const known = given.size === 0 ? 'it is given none' : `it is given ${[...given.keys()].join(', ')}`;
      return [`${text} names ${unknown.join(', ')}, which nobody gives it (${known})`];
    }
    const misused = [...named].find(([name, value]) => !fits(value, given.get(name)));
    if (misused !== undefined) {
      return [`${text} takes ${misused[0]} for a ${misused[1].kind}, and it is given as text`];
    }
    // What the parser lets pass and the formatter does not is found here, and not when somebody asks for a page.
    const { t } = createTexts(messages);
    for (const values of sampleValues(given, named)) t(key as TextKey, values);
    return [];
  } catch (error) {
    return [`${text} cannot be read: ${error instanceof Error ? error.message : String(error)}`];
  }
}

/** What the shipped texts of a key name, in all languages. The default one is the model that the others are checked by. */
function givenTo(key: string, shipped: readonly Messages[]): ReadonlyMap<string, NamedValue> {
  const model = shipped.find(({ language }) => language === defaultLanguage);
  const given = new Map(model === undefined ? [] : namedOrNone(key, model));
  for (const messages of shipped) {
    for (const [name, value] of namedOrNone(key, messages)) {
      if (given.get(name)?.kind === 'text') given.set(name, value);
    }
  }
  return given;
}

/** One that cannot be read is told of as itself. */
function namedOrNone(key: string, messages: Messages): ReadonlyMap<string, NamedValue> {
  try {
    return namedIn(key, messages);
  } catch {
    return new Map();
  }
}

function namedIn(key: string, messages: Messages): ReadonlyMap<string, NamedValue> {
  const format = messages.formatOf(key);
  return format === undefined ? new Map() : namedValues(format);
}

/** Whatever is given can be said as it is and be chosen by; what counts or tells a day needs to be that. */
function fits(named: NamedValue, given: NamedValue | undefined): boolean {
  return named.kind === 'text' || named.kind === given?.kind;
}
