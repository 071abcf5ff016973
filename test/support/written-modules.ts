import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Plugin as BundlerPlugin, build } from 'esbuild';
import type { Plugin } from 'vitest/config';

const root = fileURLToPath(new URL('../..', import.meta.url));
const FOLDERS = ['src', 'test', 'bench', 'preview', 'scripts'];
const MODULE = /(?<!\.d)\.[tj]s$/;
const isTest = (path: string) => path.startsWith(join(root, 'test/')) && path.endsWith('.test.ts');

/**
 * For a run of everything: all modules are written as JavaScript at once, and each worker's Node loads them as it does
 * the packages. Otherwise Vite transforms them one by one, hands each to each worker, and has every use of an import go
 * through a function. Where an error arose is told by the lines of the sources all the same.
 */
export function writtenModules(): { readonly plugin: Plugin; readonly written: RegExp } {
  const cache = join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  // Below the packages, so that they are found.
  const folder = mkdtempSync(join(cache, 'broadsheet-modules-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const writtenAs = (path: string) => join(folder, relative(root, path).replace(/\.ts$/, '.js'));
  return {
    written: /\/broadsheet-modules-\w+\//,
    plugin: {
      name: 'written-modules',
      enforce: 'pre',
      buildStart: () => write(folder),
      resolveId: (source, importer = '') => {
        const path = resolve(dirname(importer), source);
        return source.startsWith('.') && path.startsWith(join(root, 'src/')) ? writtenAs(path) : null;
      },
      // The runner still has a module for each test file, by whose path it is reported.
      load: (id) => (isTest(id) ? `import ${JSON.stringify(writtenAs(id))};` : null),
    },
  };
}

async function write(folder: string): Promise<void> {
  const files = FOLDERS.flatMap((name) =>
    readdirSync(join(root, name), { recursive: true, encoding: 'utf8' }).map((path) =>
      join(root, name, path),
    ),
  );
  await build({
    ...{ entryPoints: files.filter((path) => MODULE.test(path)), outdir: folder, outbase: root },
    ...{ format: 'esm', platform: 'node', target: 'node20.19', tsconfig: join(root, 'tsconfig.json') },
    ...{ sourcemap: true, sourcesContent: false, logLevel: 'error', plugins: [ownPlaces] },
  });
}

/** Modules look for files beside their sources. */
const ownPlaces: BundlerPlugin = {
  name: 'own places',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.[tj]s$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll(
        'import.meta.url',
        JSON.stringify(pathToFileURL(path).href),
      ),
      loader: path.endsWith('.ts') ? 'ts' : 'js',
    })),
};
