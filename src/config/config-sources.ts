import { accessSync, constants } from 'node:fs';
import { parseSources, type SourceSettings } from '../sources/source-settings.js';
import type { Values } from './environment.js';
import type { Faults } from './faults.js';
import { readParsed } from './read-parsed.js';

/** What SOURCES names. A list that is not there is found at the start and not in the night. */
export function readSources(values: Values, faults: Faults): readonly SourceSettings[] {
  const sources = readParsed('SOURCES', values, faults, parseSources) ?? [];
  const missing = sources.findIndex((source) => source.kind === 'file' && !isReadable(source.path));
  if (missing >= 0) {
    faults.refuse('SOURCES', `entry ${missing + 1}: expected a file or folder that can be read`, [missing]);
  }
  return sources;
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
