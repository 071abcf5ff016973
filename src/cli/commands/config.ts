import { keyText, placeText } from '../../config/places.js';
import { configOf } from '../../config/read-config.js';
import { readSettings, type UnknownName } from '../../config/read-settings.js';
import { filePathOf } from '../../config/settings-file.js';
import { type ShownSetting, shownSettings } from '../../config/shown-settings.js';
import { BroadsheetError } from '../../errors.js';
import { exitCodeFor } from '../exit-codes.js';
import { inColumns } from '../in-columns.js';
import type { Terminal } from '../terminal.js';
import { unknownText } from '../unknown-text.js';

export interface ConfigOptions {
  readonly json?: boolean;
}

/**
 * `broadsheet config`: what is in force and where each value comes from, secrets hidden. Faults are told behind it,
 * so that one sees where a value at fault stands.
 */
export async function configCommand(terminal: Terminal, options: ConfigOptions): Promise<number> {
  const settings = readSettings(terminal.settings);
  const shown = shownSettings(settings);
  const lines = options.json === true ? asJson(shown, settings.unknown) : asTable(shown);
  terminal.out(`${lines.join('\n')}\n`);
  if (options.json !== true) for (const name of settings.unknown) terminal.err(`${unknownText(name)}\n`);
  try {
    configOf(settings);
    return 0;
  } catch (error) {
    if (!(error instanceof BroadsheetError)) throw error;
    terminal.err(`${error.code}: ${error.message}\n`);
    return exitCodeFor(error.code);
  }
}

function asTable(shown: readonly ShownSetting[]): string[] {
  return inColumns(
    shown.map(({ name, value, from }) => [name, value ?? '(not set)', value === null ? '' : placeText(from)]),
  );
}

function asJson(shown: readonly ShownSetting[], unknown: readonly UnknownName[]): string[] {
  const settings = shown.map(({ name, value, from }) => {
    const path = filePathOf(name);
    const at = 'line' in from ? { file: from.file, line: from.line } : {};
    return { name, key: path === null ? null : keyText(path), value, from: { kind: from.kind, ...at } };
  });
  const names = unknown.map(({ name, place, nearest }) => ({ name, at: placeText(place), nearest }));
  return [JSON.stringify({ settings, unknown: names }, null, 2)];
}
