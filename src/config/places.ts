import type { TomlPath } from './toml-tree.js';

/** Where the value of a setting comes from. */
export type Place =
  | { readonly kind: 'default' }
  | { readonly kind: 'environment' }
  /** The command line, which names the settings file. */
  | { readonly kind: 'command' }
  /** A line of `.env`. */
  | { readonly kind: 'dotenv'; readonly file: string; readonly line: number }
  /** A key of broadsheet.toml. */
  | { readonly kind: 'file'; readonly file: string; readonly line: number; readonly key: string };

/** As people read it: `environment`, `.env:12`, `broadsheet.toml:7`. */
export function placeText(place: Place): string {
  if (place.kind === 'command') return 'command line';
  return 'line' in place ? `${place.file}:${place.line}` : place.kind;
}

/** What a setting is called where it stands, with that place where it is not the process's environment. */
export function nameAt(variable: string, place: Place): string {
  if (place.kind === 'file') return `${place.key} (${placeText(place)})`;
  return place.kind === 'dotenv' ? `${variable} (${placeText(place)})` : variable;
}

/** A key of the file as it is written there: `relays[1].url`; places in arrays are counted from 1. */
export function keyText(path: TomlPath): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part + 1}]`;
      const text = /^[\w-]+$/.test(part) ? part : JSON.stringify(part);
      return index === 0 ? text : `.${text}`;
    })
    .join('');
}
