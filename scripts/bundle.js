// Puts the modules of src/ and what they import into as few files as that takes: node scripts/bundle.js FOLDER
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** What runs: the command line and the thread that reads mail. They share what both need. */
const ENTRIES = { main: 'src/main.ts', 'mail-thread': 'src/feedback/inbound/mail-thread.ts' };
/**
 * Packages of hundreds of small files, most of which are never called: they are built in, since loading them was more
 * than half of what a command costs, with what only they import. All others are loaded from node_modules.
 */
const BUILT_IN = ['@fastify/type-provider-typebox', 'bullmq', 'mjml', 'node-pg-migrate', 'typebox'];
/** Packages that are built in may call this where they are CommonJS. */
const REQUIRE = `import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);`;

/**
 * @param entries the names of the files to be made, without `.js`, and their sources
 * @param folder where they go, below the packages that they load
 * @throws what is wrong with the sources, which has been written to standard error by then
 */
export async function bundle(entries, folder) {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const loaded = Object.keys(dependencies).filter((name) => !BUILT_IN.includes(name));
  const isLoaded = (path) => loaded.some((name) => path === name || path.startsWith(`${name}/`));
  const packages = {
    name: 'packages',
    setup: ({ onResolve }) =>
      onResolve({ filter: /^[^./]/ }, ({ path }) => (isLoaded(path) ? { path, external: true } : undefined)),
  };
  await build({
    ...{
      absWorkingDir: root,
      entryPoints: entries,
      outdir: folder,
      banner: { js: REQUIRE },
      plugins: [packages],
    },
    ...{
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20.19',
      sourcemap: true,
    },
    ...{ logLevel: 'error', tsconfig: 'tsconfig.json' },
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await bundle(ENTRIES, process.argv[2]).catch(() => {
    process.exitCode = 1;
  });
}
