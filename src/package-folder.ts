import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the package holds beside its code. */
type PackageFolder = 'migrations' | 'public' | 'templates/email' | 'templates/web' | 'texts';

const root = folderWithManifest(dirname(fileURLToPath(import.meta.url)));

/** The sources and what is built of them lie at different depths below the package's folder. */
function folderWithManifest(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const above = dirname(folder);
  if (above === folder) throw new Error('package.json is missing: the installation is not whole');
  return folderWithManifest(above);
}

/** The path of a folder that is read while the program runs. */
export function packageFolder(name: PackageFolder): string {
  return join(root, name);
}

/** The version of Broadsheet, as package.json has it. */
export function versionOfPackage(): string {
  const manifest = readFileSync(join(root, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
