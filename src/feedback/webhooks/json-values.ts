import { BroadsheetError } from '../../errors.js';

/*
 * Providers add fields and leave some out. What is read is looked for where it should be, and absent where it is
 * something else.
 */

/** @throws BroadsheetError INPUT_INVALID */
export function parseJson(body: Buffer | string): unknown {
  try {
    return JSON.parse(String(body));
  } catch {
    throw new BroadsheetError('INPUT_INVALID', 'The body of the webhook is not JSON.');
  }
}

export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined;
    found = (found as Readonly<Record<string, unknown>>)[name];
  }
  return found;
}

/** What a table of ours has under a name that a provider sent: `constructor` is in none. */
export function entryOf<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

const LONGEST_TEXT = 4_000;

/** A text, also where it is written as a number; null where there is none. */
export function textAt(value: unknown, ...path: readonly string[]): string | null {
  const found = valueAt(value, ...path);
  const text = typeof found === 'number' ? String(found) : found;
  if (typeof text !== 'string') return null;
  const clean = text.slice(0, LONGEST_TEXT).replaceAll('\0', '').trim();
  return clean === '' ? null : clean;
}

/** The elements of an array; none where there is no array. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** A moment as ISO 8601, or as seconds since 1970; `otherwise` where there is none. */
export function momentAt(otherwise: Date, value: unknown, ...path: readonly string[]): Date {
  const text = textAt(value, ...path);
  if (text === null) return otherwise;
  const at = /^\d{9,11}(?:\.\d+)?$/.test(text) ? new Date(Number(text) * 1000) : new Date(text);
  return Number.isNaN(at.getTime()) ? otherwise : at;
}
