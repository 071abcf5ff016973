import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What starts the product as a process of its own starts what the sources say now, also when one file is run alone. */
export default function buildWhatChanged(): void {
  const { status } = spawnSync(process.execPath, ['scripts/build.js'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('the sources cannot be built');
}
