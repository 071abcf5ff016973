import { rmSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundle } from '../../scripts/bundle.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What benchmarks call of the product, below src/. */
const MODULES = [
  'delivery/editions/digest-editions',
  'feedback/reading/classify-mail',
  'i18n/load-texts',
  'rendering/compile-digest',
  'rendering/compose-digest',
  'rendering/dkim',
  'rendering/edition',
  'rendering/templates',
  'signing/link-token',
  'signing/message-id',
] as const;

let building: Promise<string> | null = null;

/**
 * A module as it is built for the product. What is measured to the microsecond has to be the code that ships: the
 * loader that runs these benchmarks rewrites TypeScript in another way.
 */
export async function built<Module>(path: (typeof MODULES)[number]): Promise<Module> {
  building ??= buildAll();
  return (await import(pathToFileURL(join(await building, `${path}.js`)).href)) as Module;
}

/** Below the packages that the modules import; they are loaded while the process lives. */
async function buildAll(): Promise<string> {
  const cache = join(root, 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'broadsheet-bench-'));
  await bundle(Object.fromEntries(MODULES.map((path) => [path, `src/${path}.ts`])), folder);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
