import type { TextKey } from './text-keys.js';
import type { Texts, TextValues } from './texts.js';

/**
 * Liquid's filter for the texts of a language: `{{ 'layout.purpose' | t: site: siteName }}`. What comes out is plain
 * text, escaped by the engine like any value.
 * The compiler reads no templates: a test of the house holds that the keys in ours exist.
 */
export function translateFilter(texts: Texts): (key: unknown, ...named: unknown[]) => string {
  return (key, ...named) =>
    texts.t(String(key) as TextKey, Object.fromEntries(named.filter(isNamed)) as TextValues);
}

/** How Liquid hands over arguments with names. */
function isNamed(argument: unknown): argument is [string, unknown] {
  return Array.isArray(argument) && argument.length === 2 && typeof argument[0] === 'string';
}
