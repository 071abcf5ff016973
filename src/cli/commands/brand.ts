import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { needsLightGround } from '../../brand/brand.js';
import { listLinks } from '../../brand/site-links.js';
import type { Config } from '../../config/config.js';
import { configOf } from '../../config/read-config.js';
import { readSettings } from '../../config/read-settings.js';
import { BroadsheetError } from '../../errors.js';
import { defaultLanguage, type Language } from '../../model/language.js';
import { composePreview } from '../brand/compose-preview.js';
import { contrastLines } from '../brand/contrast-lines.js';
import { PREVIEW_MARK } from '../brand/preview-page.js';
import { inColumns } from '../in-columns.js';
import type { Terminal } from '../terminal.js';

const PREVIEW_FILE = 'brand-preview.html';

export interface BrandOptions {
  /** True: in the folder that it is asked in. */
  readonly preview?: boolean | string;
  readonly language?: Language;
}

/** `broadsheet brand`: name, pictures, links and colours with their contrast; with `--preview` as a page to look at. */
export async function brandCommand(terminal: Terminal, options: BrandOptions): Promise<number> {
  const config = configOf(readSettings(terminal.settings));
  terminal.out(`${inColumns([...factsOf(config), ...contrastsOf(config)]).join('\n')}\n`);
  if (options.preview === undefined) return 0;
  const file = resolve(typeof options.preview === 'string' ? options.preview : PREVIEW_FILE);
  await refuseForeign(file);
  const page = await composePreview(config, options.language ?? defaultLanguage);
  await writeFile(file, page).catch((error: unknown) => {
    throw unwritable(file, error);
  });
  terminal.out(`\nThe preview is ${file}; open it in a browser.\n`);
  return 0;
}

function factsOf({ siteName, brand }: Config): string[][] {
  const pictures = [...brand.files.values()].map(
    ({ name, width, height, bytes }) => `${name} ${width} × ${height}, ${bytes.length} bytes`,
  );
  const links = new Map(listLinks(brand.links).map(({ name, shown }) => [name, shown]));
  return [
    ['name', siteName],
    ['pictures', pictures.length === 0 ? '(none)' : pictures.join('; ')],
    ...(needsLightGround(brand)
      ? [['', 'no logo-dark: in the dark theme the logo stands on a light ground']]
      : []),
    ...(['imprint', 'privacy', 'contact'] as const).map((name) => [name, links.get(name) ?? '(not set)']),
  ];
}

function contrastsOf({ brand }: Config): string[][] {
  return contrastLines(brand).map(({ theme, front, back, what, ratio, needed }) => [
    theme,
    `${front} on ${back}: ${ratio}, needs ${needed} (${what})`,
  ]);
}

/** What somebody else made is not written over. */
async function refuseForeign(file: string): Promise<void> {
  const before = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw unwritable(file, error);
  });
  if (before === null || before.startsWith(PREVIEW_MARK)) return;
  throw new BroadsheetError(
    'INPUT_INVALID',
    `${file} is there and is no preview of a brand; name another file: brand --preview FILE`,
  );
}

function unwritable(file: string, error: unknown): BroadsheetError {
  const code = String((error as { code?: unknown }).code);
  return new BroadsheetError('INPUT_INVALID', `${file} cannot be written (${code}).`, { cause: error });
}
