import { BroadsheetError } from '../errors.js';
import type { Name, Values } from './environment.js';
import type { Faults } from './faults.js';
import type { TomlPath } from './toml-tree.js';

/**
 * What `parse` makes of a setting; null where it is absent or at fault. An error of `parse` says in its detail
 * `within` which part of the setting it is about, or has one such error for each part in `parts`.
 */
export function readParsed<T>(
  name: Name,
  values: Values,
  faults: Faults,
  parse: (text: string) => T,
): T | null {
  const text = values[name];
  if (text === undefined) return null;
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof BroadsheetError)) throw error;
    for (const part of (error.details['parts'] ?? [error]) as BroadsheetError[]) {
      faults.refusePart(name, part.message, (part.details['within'] ?? []) as TomlPath);
    }
    return null;
  }
}
