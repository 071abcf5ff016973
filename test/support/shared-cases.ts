import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('../../../shared/data/cases/', import.meta.url);

/** The rows of a table of recorded cases, without its head; none where the recordings are missing. */
export function sharedCases(name: string): string[][] {
  const file = fileURLToPath(new URL(name, folder));
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));
}

/** A recorded file as it is; null where it is missing. */
export function sharedFile(name: string): string | null {
  const file = fileURLToPath(new URL(name, folder));
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}
