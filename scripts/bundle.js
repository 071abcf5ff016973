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
 * What a start or a command loads is built in, with what only that imports: finding and opening a thousand small files
 * was more than half of what it costs. Loaded from node_modules is what has files beside its modules or was made for
 * one kind of machine, what is asked for by few, what traces from outside hook into as it is loaded (`fastify`,
 * `ioredis`, `pg`, `pino`), and what is CommonJS and imported in the middle of a function (`undici`): esbuild does not
 * hand its names on.
 */
const BUILT_IN = [
  '@fastify/ajv-compiler',
  '@fastify/cookie',
  '@fastify/fast-json-stringify-compiler',
  '@fastify/formbody',
  '@fastify/helmet',
  '@fastify/multipart',
  '@fastify/rate-limit',
  '@fastify/swagger',
  '@fastify/type-provider-typebox',
  '@fastify/under-pressure',
  '@streamparser/json',
  '@unified-latex/unified-latex-util-pegjs',
  'altcha-lib',
  'bullmq',
  'commander',
  'csv-parse',
  'csv-stringify',
  'fast-xml-parser',
  'fastest-levenshtein',
  'intl-messageformat',
  'liquidjs',
  'mjml',
  'node-pg-migrate',
  'nodemailer',
  'postal-mime',
  'saxes',
  'smtp-address-parser',
  'temporal-polyfill',
  'tldts',
  'toml-eslint-parser',
  'typebox',
  'uqr',
];
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
