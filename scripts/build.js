// Builds dist/ from src/ where it is not what the sources say: npm run build, npm start, and the first command after
// npm ci. The sources are told by their content and not by their times, so that a checkout, a deleted file or another
// compiler counts as a change. The build is made beside dist/ and put into its place when it is whole.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const STAMP = '.built-from';
const BUNDLER = 'scripts/bundle.js';
/** What another program is made of, beside the sources. */
const ALSO = ['tsconfig.json', 'package-lock.json', BUNDLER];
const UNFINISHED = /^dist\.(\d+)\.unfinished$/;
const INTERRUPTED = 130;

/**
 * Builds what changed.
 * @returns the exit code: 0 where dist/ is up to date now
 */
export async function build() {
  const sources = fingerprint([...ALSO, ...filesBelow('src')]);
  if (isBuiltFrom(sources)) return 0;
  removeUnfinished();
  const target = join(root, `dist.${process.pid}.unfinished`);
  const startedAt = performance.now();
  const watched = process.stderr.isTTY === true;
  if (watched) process.stderr.write('Building Broadsheet …');
  const code = await compile(target);
  if (code !== 0) {
    rmSync(target, { recursive: true, force: true });
    if (watched) process.stderr.write('\n');
    return code;
  }
  writeFileSync(join(target, STAMP), `${sources}\n${sizesOf(target)}\n`);
  putInPlace(target);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  if (watched) process.stderr.write(`\rBuilding Broadsheet … done in ${seconds} s\n`);
  return 0;
}

/** Whether dist/ was made of these sources and still holds every file as it was made. */
function isBuiltFrom(sources) {
  try {
    return readFileSync(join(dist, STAMP), 'utf8') === `${sources}\n${sizesOf(dist)}\n`;
  } catch {
    return false;
  }
}

function compile(target) {
  // A group of its own, so that what the compiler starts ends with it and hears nothing of Ctrl-C before.
  const child = spawn(process.execPath, [join(root, BUNDLER), target], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    detached: process.platform !== 'win32',
  });
  let interrupted = false;
  const stop = () => {
    interrupted = true;
    endGroupOf(child);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, stop);
  return new Promise((resolve) => {
    child.on('error', (error) => {
      process.stderr.write(`The compiler cannot be run: ${error.message}\n`);
      resolve(1);
    });
    child.on('close', (code) => {
      for (const signal of signals) process.off(signal, stop);
      resolve(interrupted ? INTERRUPTED : (code ?? 1));
    });
  });
}

function endGroupOf(child) {
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Two that build at the same moment build the same: whoever is second leaves the first one's in place. */
function putInPlace(target) {
  const former = join(root, `dist.${process.pid}.former.unfinished`);
  try {
    if (existsSync(dist)) renameSync(dist, former);
    renameSync(target, dist);
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(error.code)) throw error;
    rmSync(target, { recursive: true, force: true });
  }
  rmSync(former, { recursive: true, force: true });
}

/** What builds left that were killed. */
function removeUnfinished() {
  for (const name of readdirSync(root)) {
    const pid = Number(UNFINISHED.exec(name)?.[1]);
    if (pid > 0 && !isAlive(pid)) rmSync(join(root, name), { recursive: true, force: true });
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code !== 'ESRCH';
  }
}

function filesBelow(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

function fingerprint(paths) {
  const hash = createHash('sha256').update(process.version);
  for (const path of paths) {
    const file = join(root, path);
    if (!existsSync(file)) continue;
    const bytes = readFileSync(file);
    hash.update(`\n${path}\n${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex');
}

function sizesOf(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== STAMP)
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => `${relative(folder, path)} ${statSync(path).size}`);
  return createHash('sha256').update(files.sort().join('\n')).digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await build();
