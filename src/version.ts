import { readFileSync } from 'node:fs';

/** The version of Broadsheet, as package.json has it; the same depth below it from `src/` and from `dist/`. */
export function versionOfPackage(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
