import { spawnSync } from 'node:child_process';
import { chmod, chown, cp, mkdir, readdir, readFile, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findBinaries } from '../../../src/embedded/postgres/binaries.js';
import { chooseRunAs } from '../../../src/embedded/postgres/choose-run-as.js';
import {
  ask,
  clusterOf,
  holdDatabase,
  isRunning,
  killHolder,
  makeDataDir,
  serverPid,
  startHolder,
  stopHolder,
} from './holder.js';

const asRoot = process.platform === 'linux' && process.getuid?.() === 0;
/** A user that the system knows, and a number that it does not. */
const daemon = 1;
const stranger = 12_345;
const as = (uid: number) => ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];

const works = (command: readonly string[]) => {
  const [file = '', ...args] = command;
  return asRoot && spawnSync(file, args).status === 0;
};
const hasNamespaces = works(['unshare', '--user', '--map-user=65534', 'true']);
const hasProcessNamespaces = works(['unshare', '--pid', '--fork', '--mount-proc', 'true']);
const strangerHasNamespaces = works([...as(stranger), 'unshare', '--user', '--map-user=65534', 'true']);
/** Where the project lies in a folder of root's, as below /root, nobody else can run it. */
const othersMayEnter = works([
  ...as(stranger),
  process.execPath,
  '-e',
  `fs.readFileSync(${JSON.stringify(holdDatabase)})`,
]);
const nobodyMayEnter = works(['setpriv', '--reuid=65534', '--clear-groups', 'cat', holdDatabase]);
/** The user that root's database belongs to; made by the first start that may make one. */
const ownUid = () => Number(spawnSync('id', ['-u', 'broadsheet-db'], { encoding: 'utf8' }).stdout);
const hasAccounts = works(['useradd', '--help']);

let data: Awaited<ReturnType<typeof makeDataDir>>;
beforeEach(async () => {
  data = await makeDataDir();
});
afterEach(() => data.remove());

const keepRow = async (url: string) => await ask(url, 'CREATE TABLE kept AS SELECT 7 AS n');
const readRow = async (url: string) => await ask(url, 'SELECT n FROM kept');
const owner = async () => (await stat(clusterOf(data.path))).uid;
const serverUser = async () => {
  const status = await readFile(`/proc/${await serverPid(data.path)}/status`, 'utf8');
  return Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]);
};

describe.skipIf(!nobodyMayEnter || !hasAccounts)('started by root', () => {
  it('runs as a user of its own, who owns the data and cannot read the password', async () => {
    const holder = startHolder(data.path);
    await holder.url();
    expect(ownUid()).toBeGreaterThan(0);
    expect(await serverUser()).toBe(ownUid());
    expect(await owner()).toBe(ownUid());
    expect((await stat(clusterOf(data.path))).mode & 0o777).toBe(0o700);
    expect((await stat(join(data.path, 'postgres', 'database', 'password'))).uid).toBe(0);
    await stopHolder(holder);
  });

  it('takes over data of nobody, who can read none of it from then on', async () => {
    const first = startHolder(data.path);
    await keepRow(await first.url());
    await stopHolder(first);
    const cluster = clusterOf(data.path);
    expect(spawnSync('chown', ['-R', '65534:65534', cluster]).status).toBe(0);
    const asNobody = (...command: string[]) =>
      spawnSync('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', ...command]).status;
    expect(asNobody('cat', join(cluster, 'PG_VERSION'))).toBe(0);

    const holder = startHolder(data.path);
    expect(await readRow(await holder.url())).toEqual([{ n: 7 }]);
    expect(await serverUser()).toBe(ownUid());
    for (const file of ['PG_VERSION', 'base', 'global', 'pg_wal', 'postgresql.conf']) {
      expect(asNobody('test', '-r', join(cluster, file)), file).not.toBe(0);
      expect((await stat(join(cluster, file))).uid, file).toBe(ownUid());
    }
    expect(asNobody('ls', cluster)).not.toBe(0);
    await stopHolder(holder);
  });

  it.skipIf(!hasNamespaces)('runs as a number that nobody has where no account can be made', async () => {
    const bin = join(data.path, 'bin');
    await mkdir(bin);
    await symlink('/usr/bin/unshare', join(bin, 'unshare'));
    const holder = startHolder(data.path, { environment: { PATH: bin } });
    await keepRow(await holder.url());
    const number = await owner();
    expect([number >= 61_184 && number < 65_520, await serverUser()]).toEqual([true, number]);
    await stopHolder(holder);
    const again = startHolder(data.path, { environment: { PATH: bin } });
    expect(await readRow(await again.url())).toEqual([{ n: 7 }]);
    expect(await owner()).toBe(number);
    await stopHolder(again);
  });

  it('gives its user the data also under a umask that shuts others out, and starts', async () => {
    const holder = startHolder(data.path, { prefix: ['sh', '-c', 'umask 077; exec "$@"', 'sh'] });
    await holder.url();
    expect(await owner()).toBe(ownUid());
    await stopHolder(holder);
  });

  it.skipIf(!hasNamespaces)(
    'runs in a user namespace where others may not enter, and finds its way back',
    async () => {
      await chmod(data.path, 0o700);
      const shut = startHolder(data.path);
      await keepRow(await shut.url());
      expect(await owner()).toBe(0);
      expect(await serverUser()).toBe(0);
      await stopHolder(shut);

      await chmod(data.path, 0o755);
      const open = startHolder(data.path);
      expect(await readRow(await open.url())).toEqual([{ n: 7 }]);
      expect(await owner()).toBe(ownUid());
      await killHolder(open);

      await chmod(data.path, 0o700);
      const shutAgain = startHolder(data.path);
      expect(await readRow(await shutAgain.url())).toEqual([{ n: 7 }]);
      expect(await owner()).toBe(0);
      await stopHolder(shutAgain);
      expect(await serverPid(data.path)).toBeNull();
    },
  );

  it.skipIf(!hasNamespaces)('runs in a user namespace where others may not enter the project', async () => {
    const { postgres } = await findBinaries();
    const project = join(data.path, 'project');
    const [home, bin] = [join(data.path, 'postgres'), join(project, 'native', 'bin')];
    await Promise.all([mkdir(home), mkdir(project)]);
    await cp(join(postgres, '..', '..'), join(project, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
    });
    const binaries = { postgres: join(bin, 'postgres'), initdb: join(bin, 'initdb') };
    expect((await chooseRunAs(binaries, home)).prefix).toEqual([]);
    await chmod(project, 0o700);
    expect((await chooseRunAs(binaries, home)).prefix).toEqual(['unshare', '--user', '--map-user=65534']);
    expect(await readdir(home)).toEqual([]);
  });

  it('says what to do where neither is possible', async () => {
    await chmod(data.path, 0o700);
    const { code, message } = await startHolder(data.path, { environment: { PATH: '/nowhere' } }).answer();
    expect(code).toBe('EMBEDDED_DATABASE_FAILED');
    expect(message).toMatch(/unshare ENOENT.*normal user.*DATA_DIR.*DATABASE_URL/s);
  });

  it('stops a left-over server also without the right to look into processes, as in containers', async () => {
    const killed = startHolder(data.path);
    await keepRow(await killed.url());
    const pid = (await serverPid(data.path)) ?? 0;
    await killHolder(killed);
    expect(await isRunning(pid)).toBe(true);
    const prefix = ['setpriv', '--bounding-set=-sys_ptrace', '--inh-caps=-sys_ptrace'];
    const holder = startHolder(data.path, { prefix });
    expect(await readRow(await holder.url())).toEqual([{ n: 7 }]);
    expect(await isRunning(pid)).toBe(false);
    await stopHolder(holder);
    expect(await serverPid(data.path)).toBeNull();
  });

  it.skipIf(!hasProcessNamespaces)('starts again in a container whose process ids begin anew', async () => {
    const prefix = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'];
    const first = startHolder(data.path, { prefix });
    await keepRow(await first.url());
    const pid = await serverPid(data.path);
    await killHolder(first);
    for (let turn = 0; turn < 2; turn += 1) {
      const next = startHolder(data.path, { prefix });
      expect(await readRow(await next.url())).toEqual([{ n: 7 }]);
      expect((await next.answer()).owned).toBe(true);
      expect(Math.abs(((await serverPid(data.path)) ?? 0) - (pid ?? 0))).toBeLessThan(100);
      await killHolder(next);
    }
  });
});

describe.skipIf(!othersMayEnter)('started by a normal user', () => {
  const survivesAs = async (uid: number) => {
    await chown(data.path, uid, uid);
    const killed = startHolder(data.path, { prefix: as(uid) });
    await keepRow(await killed.url());
    expect(await serverUser()).toBe(uid);
    expect(await owner()).toBe(uid);
    const server = (await serverPid(data.path)) ?? 0;
    await killHolder(killed);

    const holder = startHolder(data.path, { prefix: as(uid) });
    expect(await readRow(await holder.url())).toEqual([{ n: 7 }]);
    expect(await isRunning(server)).toBe(false);
    await stopHolder(holder);
    expect(await serverPid(data.path)).toBeNull();
  };

  it('runs as that user, also after being killed', () => survivesAs(daemon));

  it.skipIf(!strangerHasNamespaces)('runs as a user without a name', () => survivesAs(stranger));

  it('says whose the data is where root made it', async () => {
    await stopHolder(await started());
    for (const part of ['', 'postgres', 'postgres/processes'])
      await chown(join(data.path, part), daemon, daemon);
    const { code, message } = await startHolder(data.path, { prefix: as(daemon) }).answer();
    expect(code).toBe('EMBEDDED_DATABASE_FAILED');
    expect(message).toMatch(/belongs to user \d+, this process runs as user 1\..*chown -R 1 /);
  });

  it('says that a folder cannot be used', async () => {
    await mkdir(join(data.path, 'shut'), { mode: 0o700 });
    const { code, message } = await startHolder(join(data.path, 'shut'), { prefix: as(daemon) }).answer();
    expect(code).toBe('EMBEDDED_DATABASE_FAILED');
    expect(message).toMatch(/cannot be used .*EACCES.*DATA_DIR/);
  });
});

async function started() {
  const holder = startHolder(data.path);
  await holder.url();
  return holder;
}
