import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyPreparedData } from '../support/copy-prepared-data.js';
import { freePort } from '../support/free-port.js';
import { nodeProgram } from '../support/node-program.js';
import { waitFor } from '../support/wait-for.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const PROGRAM = [...nodeProgram, 'bin/broadsheet.js'];

let folder: string;
let environment: Record<string, string>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'broadsheet-start-'));
  await chmod(folder, 0o755);
  environment = {
    PATH: process.env['PATH'] ?? '',
    DATA_DIR: join(folder, 'data'),
    PORT: String(await freePort()),
    // Nobody is asked: nothing listens there.
    HUGGINGFACE_URL: 'http://127.0.0.1:9',
  };
});
afterEach(async () => {
  // What a failed test has left behind ends as well.
  for (const pid of await processesOn(folder)) process.kill(pid, 'SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

interface Run {
  readonly child: ChildProcess;
  out(): string;
  err(): string;
  ended(): Promise<number | null>;
}

/** Starts a program in a process group of its own, as a shell does with what stands on a line. */
function run(command: readonly string[], more: Record<string, string> = {}): Run {
  const [file = '', ...args] = command;
  const child = spawn(file, args, {
    cwd: root,
    env: { ...environment, ...more },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const texts = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    texts.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    texts.err += text;
  });
  const closed = once(child, 'close');
  return {
    child,
    out: () => texts.out,
    err: () => texts.err,
    ended: async () => {
      await closed;
      return child.exitCode;
    },
  };
}

/** The same behind a terminal of its own; what is written to its standard input is typed. */
function runOnTerminal(command: readonly string[], more: Record<string, string> = {}): Run {
  const line = command.map((part) => `'${part}'`).join(' ');
  return run(['script', '-qefc', `exec ${line}`, '/dev/null'], { TERM: 'xterm', ...more });
}

/** Every process whose command line names the folder, or that works in it: the database does both. */
async function processesOn(place: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return pids.filter((pid, index) => pid !== process.pid && lines[index]?.includes(place));
}

async function expectNothingLeft(): Promise<void> {
  await waitFor('every process to have ended', async () => (await processesOn(folder)).length === 0, 20_000);
  expect(await processesOn(folder)).toEqual([]);
}

const STACK = /^\s+at .+:\d+:\d+/m;

describe.skipIf(process.platform !== 'linux')('broadsheet start', () => {
  it('keeps a terminal for what a person reads, and the log in a file', async () => {
    await copyPreparedData(join(folder, 'data'));
    const service = runOnTerminal([...PROGRAM, 'start'], { PUBLIC_ULR: 'x' });
    await waitFor('the service to be ready', () => service.out().includes('Ctrl-C drains'), 60_000);
    service.child.stdin?.write('\x03');
    expect(await service.ended()).toBe(0);
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    const shown = service.out();
    expect(shown).toContain(`database ready, schema ${version}`);
    expect(shown).toContain(`http://localhost:${environment['PORT']}/mailbox`);
    expect(shown).toContain(join(folder, 'data', 'broadsheet.log'));
    expect(shown).not.toContain('"event"');
    expect(shown).toContain(
      'Warning: Nothing reads the setting PUBLIC_ULR (environment); did you mean PUBLIC_URL?',
    );
    const lines = (await readFile(join(folder, 'data', 'broadsheet.log'), 'utf8')).trim().split('\n');
    const events = lines.map((line) => JSON.parse(line).event);
    expect(events).toEqual(expect.arrayContaining(['database-ready', 'started', 'stopping', 'stopped']));
    // The link to the first account is for whoever sits there, and for no log.
    expect(shown).toMatch(new RegExp(`http://localhost:${environment['PORT']}/admin/begin/[\\w-]{43}\\s`));
    expect(lines.join('')).not.toContain('/admin/begin/');
    expect(events).not.toContain('no-operator-yet');
    await expectNothingLeft();
  });

  it('writes JSON lines alone to a standard output that is none', async () => {
    await copyPreparedData(join(folder, 'data'));
    const service = run([...PROGRAM, 'start']);
    await waitFor('the service to be ready', () => service.err().includes('Ctrl-C drains'), 60_000);
    const second = run([...PROGRAM, 'start']);
    expect(await second.ended()).toBe(69);
    expect(second.err()).toMatch(
      /^PORT_TAKEN: Port \d+ on 127\.0\.0\.1 .* Broadsheet [\d.]+ runs there already: /m,
    );
    process.kill(-(service.child.pid ?? 0), 'SIGINT');
    expect(await service.ended()).toBe(0);
    for (const line of service.out().trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('event');
    expect(service.out()).toContain('"event":"no-operator-yet"');
    expect(service.out() + service.err()).not.toContain('/admin/begin/');
    await expectNothingLeft();
  });

  // From before the first module is loaded, over initdb and the migrations, to the web server.
  it.each([50, 300, 700, 1_100, 2_000, 4_000])(
    'ends without a stack where Ctrl-C comes after %i ms, and leaves no process',
    async (milliseconds) => {
      const service = run([...PROGRAM, 'start']);
      await sleep(milliseconds);
      process.kill(-(service.child.pid ?? 0), 'SIGINT');
      const code = await service.ended();
      expect([null, 0, 130], service.err()).toContain(code);
      expect(service.err()).not.toMatch(STACK);
      expect(service.err()).not.toMatch(/[A-Z]+_FAILED|INTERNAL/);
      await expectNothingLeft();
    },
  );

  it('ends at once at a second Ctrl-C, and the database with it', async () => {
    await copyPreparedData(join(folder, 'data'));
    const service = run([...PROGRAM, 'start']);
    await waitFor('the database', () => service.out().includes('embedded-database-started'), 60_000);
    process.kill(service.child.pid ?? 0, 'SIGINT');
    await sleep(1_100);
    if (service.child.exitCode === null) process.kill(service.child.pid ?? 0, 'SIGINT');
    expect([0, 130]).toContain(await service.ended());
    expect(service.err()).not.toMatch(STACK);
    await expectNothingLeft();
  });

  it('stops when nobody reads what it writes any more', async () => {
    const line = `${PROGRAM.map((part) => `'${part}'`).join(' ')} start | head -n 1`;
    const shell = run(['bash', '--norc', '-c', `${line}; exit "\${PIPESTATUS[0]}"`]);
    expect([0, 130], shell.err()).toContain(await shell.ended());
    expect(shell.out().trim().split('\n')).toHaveLength(1);
    expect(shell.err()).not.toMatch(STACK);
    await expectNothingLeft();
  });

  it('reaches its database whatever the environment says of another one', async () => {
    const variables = {
      PGSSLMODE: 'require',
      PGOPTIONS: '-c search_path=elsewhere',
      PGHOST: 'db.broadsheet.test',
      PGDATABASE: 'elsewhere',
      PGUSER: 'somebody',
      PGPORT: '1',
    };
    const command = run([...PROGRAM, 'migrate'], variables);
    expect(await command.ended(), command.err()).toBe(0);
    await expectNothingLeft();
  });

  it('says in a sentence that the password of its database is lost', async () => {
    await copyPreparedData(join(folder, 'data'));
    const file = join(folder, 'data', 'postgres', 'database', 'password');
    await rm(file);
    const command = run([...PROGRAM, 'migrate']);
    expect(await command.ended()).toBe(69);
    expect(command.err()).toMatch(
      /^EMBEDDED_DATABASE_FAILED: The password of the embedded database .+backup/,
    );
    expect(command.err()).toContain(file);
    expect(command.err()).not.toMatch(STACK);
    await expectNothingLeft();
  });
});

/** A file system of a few megabytes, mounted where only the command sees it. */
function onSmallDisk(size: string, command: string): string[] {
  const script = `mount -t tmpfs -o size=${size} none '${folder}' && exec ${command}`;
  return ['unshare', '--mount', ...(process.getuid?.() === 0 ? [] : ['--map-root-user']), 'sh', '-c', script];
}

const canMount =
  process.platform === 'linux' &&
  spawnSync('unshare', ['--mount', 'sh', '-c', 'mount -t tmpfs none /mnt'], { stdio: 'ignore' }).status === 0;

describe.skipIf(!canMount)('a full disk', () => {
  it.each(['4k', '12m', '45m'])('of %s is told in a sentence', async (size) => {
    const command = run(onSmallDisk(size, `${PROGRAM.join(' ')} migrate`));
    expect(await command.ended(), command.err()).toBe(74);
    expect(command.err()).toMatch(/^DISK_FULL: No space is left on the disk/m);
    expect(command.err()).not.toMatch(STACK);
    await expectNothingLeft();
  });
});

describe('a closed pipe', () => {
  it.each([['render --sample'], ['--help'], ['config']])('ends %s in peace', async (line) => {
    if (line.startsWith('render')) {
      await copyPreparedData(join(folder, 'data'));
      expect(await run([...PROGRAM, 'migrate']).ended()).toBe(0);
    }
    const command = PROGRAM.map((part) => `'${part}'`).join(' ');
    const shell = run(['bash', '--norc', '-c', `${command} ${line} | true; exit "\${PIPESTATUS[0]}"`]);
    expect(await shell.ended(), shell.err()).toBe(0);
    expect(shell.err()).toBe('');
    await expectNothingLeft();
  });
});

describe.skipIf(process.platform !== 'linux')('an output that is full', () => {
  it.each(['--help', 'config'])('ends %s with 74 and a sentence', async (line) => {
    const shell = run([
      'bash',
      '--norc',
      '-c',
      `${PROGRAM.map((part) => `'${part}'`).join(' ')} ${line} > /dev/full`,
    ]);
    expect(await shell.ended()).toBe(74);
    expect(shell.err()).toBe('The output could not be written (ENOSPC).\n');
  });
});

describe('broadsheet config', () => {
  it('shows what is in force, where it comes from, and no secret', async () => {
    await writeFile(
      join(folder, 'settings.toml'),
      '\nadmin_api_key = "hunter2-hunter2-hunter2-hunter2"\n[brand]\nname = "Ours"\n',
    );
    const more = { REDIS_URL: 'redis://user:hunter2@cache:6380/1' };
    const table = run([...PROGRAM, '--config', join(folder, 'settings.toml'), 'config'], more);
    expect(await table.ended(), table.err()).toBe(0);
    expect(table.out()).toMatch(/^SITE_NAME +Ours +\S+settings\.toml:4$/m);
    expect(table.out()).toMatch(/^REDIS_URL +redis:\/\/\*\*\*@cache:6380\/1 +environment$/m);
    expect(table.out()).toMatch(/^ROLE +all +default$/m);
    expect(table.out()).not.toContain('hunter2');
    const json = run([...PROGRAM, 'config', '--json'], { ...more, CONFIG: join(folder, 'settings.toml') });
    expect(await json.ended()).toBe(0);
    const { settings } = JSON.parse(json.out());
    expect(settings).toContainEqual({
      name: 'SITE_NAME',
      key: 'brand.name',
      value: 'Ours',
      from: { kind: 'file', file: join(folder, 'settings.toml'), line: 4 },
    });
    expect(json.out()).not.toContain('hunter2');
  });

  it('names every fault behind it', async () => {
    await writeFile(join(folder, 'settings.toml'), 'prot = 3000\n');
    const command = run([...PROGRAM, 'config'], { CONFIG: join(folder, 'settings.toml'), ROLE: 'boss' });
    expect(await command.ended()).toBe(78);
    expect(command.err()).toContain('- ROLE: expected all, web or worker');
    expect(command.err()).toMatch(/- prot \(\S+settings\.toml:1\): unknown; did you mean port\?/);
  });

  it('is of the version that package.json has', async () => {
    const command = run([...PROGRAM, '--version']);
    expect(await command.ended()).toBe(0);
    expect(command.out()).toBe(`${JSON.parse(await readFile(join(root, 'package.json'), 'utf8')).version}\n`);
  });
});
