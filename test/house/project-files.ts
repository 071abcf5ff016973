import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Made or fetched, not written: what .gitignore names, and git's own folder. */
const NOT_WRITTEN = new Set([
  '.git',
  'node_modules',
  'dist',
  'data',
  'coverage',
  '.env',
  'package-lock.json',
]);
const BINARY = /\.(png|ico|woff2|eml)$/;

/** The paths of all text files of the project (relative to its root, with `/`) that lie under one of `places`. */
export function projectFiles(...places: readonly string[]): string[] {
  const paths = walk(root).map((path) => relative(root, path).replaceAll('\\', '/'));
  if (places.length === 0) return paths;
  return paths.filter((path) => places.some((place) => path === place || path.startsWith(`${place}/`)));
}

export function readProjectFile(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** `path:line` of every line that matches, to be compared with an empty list. */
export function linesMatching(paths: readonly string[], pattern: RegExp): string[] {
  return paths.flatMap((path) =>
    readProjectFile(path)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (NOT_WRITTEN.has(entry.name) || entry.name.endsWith('.log')) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return walk(path);
    return entry.isFile() && !BINARY.test(entry.name) ? [path] : [];
  });
}
