import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BroadsheetError } from '../errors.js';

/** The sources of templates by their names, as `parts/footer.mjml`. */
export type TemplateFiles = Map<string, string>;

/**
 * Reads the templates of a folder and of those in it.
 * @throws BroadsheetError TEMPLATE_INVALID where the folder cannot be read
 */
export function readTemplateFiles(folder: string, isTemplate: (name: string) => boolean): TemplateFiles {
  try {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(isTemplate);
    return new Map(
      names.map((name) => [name.replaceAll('\\', '/'), readFileSync(join(folder, name), 'utf8')] as const),
    );
  } catch (error) {
    throw invalidFile(folder, 'the folder cannot be read', error);
  }
}

/**
 * Puts an operator's files in the place of those with the same names. A file of another name would never be used: it is
 * a typing error, unless it stands among the parts, where a template of one's own may render it.
 * @param more names that there is no shipped file of
 * @throws BroadsheetError TEMPLATE_INVALID
 */
export function replaceTemplates(
  files: TemplateFiles,
  own: TemplateFiles,
  more: readonly string[] = [],
): void {
  for (const [name, source] of own) {
    if (!files.has(name) && !more.includes(name) && !/^(?:admin\/)?parts\//.test(name)) {
      const known = [...files.keys(), ...more].sort().join(', ');
      throw invalidFile(name, `no template has this name; there are ${known}`);
    }
    files.set(name, source);
  }
}

export function invalidFile(file: string, reason: string, cause?: unknown): BroadsheetError {
  return new BroadsheetError('TEMPLATE_INVALID', `${file} cannot be used: ${reason}`, { cause });
}

/** The first line of what an engine says; the others show the source. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
}
