import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

let project: string;
beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'broadsheet-build-'));
  await mkdir(join(project, 'scripts'));
  await mkdir(join(project, 'src', 'feedback', 'inbound'), { recursive: true });
  for (const file of ['package.json', 'package-lock.json', 'tsconfig.json']) {
    await cp(join(root, file), join(project, file));
  }
  for (const script of ['build.js', 'bundle.js']) {
    await cp(join(root, 'scripts', script), join(project, 'scripts', script));
  }
  await symlink(join(root, 'node_modules'), join(project, 'node_modules'));
  await writeFile(join(project, 'src', 'main.ts'), "export const other = () => import('./other.js');\n");
  await writeFile(join(project, 'src', 'other.ts'), 'export const other: number = 2;\n');
  await writeFile(join(project, 'src', 'feedback', 'inbound', 'mail-thread.ts'), 'export {};\n');
});
afterEach(() => rm(project, { recursive: true, force: true }));

async function build(): Promise<{ code: number | null; err: string }> {
  const child = spawn(process.execPath, ['scripts/build.js'], {
    cwd: project,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const [code] = await once(child, 'close');
  return { code, err };
}

/** Changes with every build, since each makes the folder anew. */
const builtAs = async () => (await stat(join(project, 'dist'))).ino;
const builtFiles = async () => (await readdir(join(project, 'dist'))).filter((name) => name.endsWith('.js'));
/** Named by what they hold. */
const builtOther = async () => (await builtFiles()).find((name) => name.startsWith('other-')) ?? 'none';
const whole = ['mail-thread.js', 'main.js', expect.stringMatching(/^other-\w+\.js$/)];

/** Whether the next start builds once more. */
async function buildsAgain(): Promise<boolean> {
  const before = await builtAs();
  expect(await build()).toEqual({ code: 0, err: '' });
  return (await builtAs()) !== before;
}

describe('scripts/build.js', () => {
  it('builds once, and again only where a source says something else', async () => {
    expect(await build()).toEqual({ code: 0, err: '' });
    expect(await buildsAgain()).toBe(false);
    // As git checkout does to files that are the same in the end.
    await utimes(join(project, 'src', 'main.ts'), new Date(), new Date());
    expect(await buildsAgain()).toBe(false);
    // A change whose file looks old, as one that was unpacked.
    await writeFile(join(project, 'src', 'main.ts'), 'export const answer: number = 3;\n');
    await utimes(join(project, 'src', 'main.ts'), new Date(0), new Date(0));
    expect(await buildsAgain()).toBe(true);
    expect(await readFile(join(project, 'dist', 'main.js'), 'utf8')).toContain('answer = 3');
  });

  it('takes away what was built from a source that is gone', async () => {
    await build();
    expect(await builtFiles()).toEqual(whole);
    await rm(join(project, 'src', 'other.ts'));
    await writeFile(join(project, 'src', 'main.ts'), 'export const answer: number = 1;\n');
    expect(await buildsAgain()).toBe(true);
    expect(await builtFiles()).toEqual(['mail-thread.js', 'main.js']);
  });

  it.each(['tsconfig.json', 'package-lock.json', 'scripts/bundle.js'])(
    'builds again after a change of %s',
    async (file) => {
      await build();
      await writeFile(join(project, file), `${await readFile(join(project, file), 'utf8')}\n`);
      expect(await buildsAgain()).toBe(true);
    },
  );

  it('mends a build that lost a file, or that was changed by hand', async () => {
    await build();
    await rm(join(project, 'dist', await builtOther()));
    expect(await buildsAgain()).toBe(true);
    await writeFile(join(project, 'dist', 'main.js'), '');
    expect(await buildsAgain()).toBe(true);
    expect(await buildsAgain()).toBe(false);
  });

  it('keeps the former build where the sources are at fault, and says why', async () => {
    await build();
    const before = await builtAs();
    await writeFile(join(project, 'src', 'main.ts'), 'export const answer: number = ;\n');
    const { code, err } = await build();
    expect(code).not.toBe(0);
    expect(err).toContain('src/main.ts:1:');
    expect(await builtAs()).toBe(before);
    expect((await readdir(project)).filter((name) => name.includes('unfinished'))).toEqual([]);
  });

  it.each([50, 150, 400])('leaves nothing behind where Ctrl-C comes after %i ms', async (milliseconds) => {
    const child = spawn(process.execPath, ['scripts/build.js'], {
      cwd: project,
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let err = '';
    child.stderr.on('data', (text) => {
      err += text;
    });
    const closed = once(child, 'close');
    await sleep(milliseconds);
    // On a quick machine it has ended by then.
    if (child.exitCode === null) process.kill(-(child.pid ?? 0), 'SIGINT');
    const [code] = await closed;
    expect([null, 0, 130]).toContain(code);
    expect(err).toBe('');
    expect((await readdir(project)).filter((name) => name.includes('unfinished'))).toEqual([]);
    expect((await build()).code).toBe(0);
    expect(await builtFiles()).toEqual(whole);
  });

  it('may be run by several at once', async () => {
    const builds = await Promise.all([build(), build(), build()]);
    expect(builds.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(await builtFiles()).toEqual(whole);
    expect(await buildsAgain()).toBe(false);
  });
});
