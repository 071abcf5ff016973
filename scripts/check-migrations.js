/** Migrations are numbered from 0001 without gaps, and each says something. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../migrations', import.meta.url));
const faults = [];
const names = readdirSync(folder).sort();

for (const [index, name] of names.entries()) {
  const expected = String(index + 1).padStart(4, '0');
  const match = /^(\d{4})_[a-z0-9_]+\.sql$/.exec(name);
  if (match === null) faults.push(`${name}: expected a name like ${expected}_what_it_adds.sql`);
  else if (match[1] !== expected) faults.push(`${name}: expected number ${expected}`);
  const statements = readFileSync(`${folder}/${name}`, 'utf8').replace(/--.*$/gm, '').trim();
  if (statements === '') faults.push(`${name}: holds no statement`);
}
if (names.length === 0) faults.push('migrations/: is empty');

if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exitCode = 1;
}
