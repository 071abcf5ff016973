// Refuses a lock file that `npm ci` refuses, or that only installs where it was made; exits with 1 and a line
// for each fault. Some platform builds are missing from registries at times: `npm install` then writes a lock
// without them and `npm ci` stops with "Missing: … from lock file".
import { readFileSync } from 'node:fs';

const PUBLIC_REGISTRY = 'registry.npmjs.org';
const EXACT_VERSION = /^\d+\.\d+\.\d+(-[\w.]+)?$/;

const file = process.argv[2] ?? new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const packages = lock.packages ?? {};

const faults = [
  ...formatFaults(),
  ...Object.entries(packages).flatMap(([path, entry]) => entryFaults(path, entry)),
];
for (const fault of faults) console.error(`package-lock.json: ${fault}`);
process.exitCode = faults.length > 0 ? 1 : 0;

function formatFaults() {
  const faults = [];
  if (lock.lockfileVersion !== 3) faults.push(`lockfileVersion is ${lock.lockfileVersion}, expected 3`);
  if (packages[''] === undefined) faults.push('the project itself is not in it');
  return faults;
}

function entryFaults(path, entry) {
  const faults = [];
  const name = path === '' ? 'the project' : path;
  for (const [optional, range] of Object.entries(entry.optionalDependencies ?? {})) {
    const found = locked(path, optional);
    if (found === undefined) faults.push(`${name} names ${optional}@${range}, which is not in it`);
    else if (EXACT_VERSION.test(range) && found.version !== range)
      faults.push(`${name} names ${optional}@${range}, but ${found.version} is in it`);
  }
  if (entry.link === true) faults.push(`${name} is a link to a folder`);
  if (entry.resolved !== undefined && !isPublic(entry.resolved))
    faults.push(`${name} is resolved to a place that not everybody can reach: ${hostOf(entry.resolved)}`);
  return faults;
}

/** The package that code at `path` gets under `name`: beside it, or in one of the folders above. */
function locked(path, name) {
  for (let folder = path; ; ) {
    const found = packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`];
    if (found !== undefined || folder === '') return found;
    const above = folder.lastIndexOf('/node_modules/');
    folder = above === -1 ? '' : folder.slice(0, above);
  }
}

function isPublic(resolved) {
  return URL.canParse(resolved) && new URL(resolved).origin === `https://${PUBLIC_REGISTRY}`;
}

/** Without the path, which may hold a token. */
function hostOf(resolved) {
  return URL.canParse(resolved) ? `${new URL(resolved).protocol}//${new URL(resolved).host}` : 'not a URL';
}
