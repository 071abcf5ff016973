/**
 * Migrations are numbered, each number once, and each says something; gaps are allowed. What the last release (the
 * newest tag v…) had is never changed or taken away, since databases hold it.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url)));
const folder = join(root, 'migrations');
const faults = [];
const names = readdirSync(folder).sort();

const seen = new Map();
for (const name of names) {
  const number = /^(\d{4})_[a-z0-9_]+\.sql$/.exec(name)?.[1];
  if (number === undefined) faults.push(`${name}: expected a name like 0040_what_it_adds.sql`);
  else if (seen.has(number)) faults.push(`${name}: ${seen.get(number)} has this number`);
  seen.set(number, name);
  const statements = readFileSync(join(folder, name), 'utf8').replace(/--.*$/gm, '').trim();
  if (statements === '') faults.push(`${name}: holds no statement`);
}
if (names.length === 0) faults.push('migrations/: is empty');

const release = lines('describe', '--tags', '--abbrev=0', '--match', 'v[0-9]*')[0];
if (release !== undefined) {
  for (const path of lines(
    'diff',
    '--name-only',
    '--no-renames',
    '--diff-filter=a',
    release,
    '--',
    'migrations',
  )) {
    faults.push(`${path}: ${release} was released with it as it was; add a new migration instead`);
  }
}

if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exitCode = 1;
}

/** What git says, a line each; nothing where there is no git, no history or no tag. */
function lines(...args) {
  try {
    const answer = execFileSync('git', args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return answer.split('\n').filter((line) => line !== '');
  } catch {
    return [];
  }
}
