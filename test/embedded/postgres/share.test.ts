import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPresence } from '../../../src/embedded/postgres/presence.js';
import {
  ask,
  clusterOf,
  type DataDir,
  isRunning,
  killHolder,
  listen,
  makeDataDir,
  makePreparedDataDir,
  serverPid,
  startHolder,
  stopHolder,
} from './holder.js';

let data: DataDir;
beforeEach(async () => {
  data = await makePreparedDataDir();
});
afterEach(() => data.remove());

const one = 'SELECT 1 AS one';

describe('several processes on one folder', () => {
  it('attaches to a server that another process runs', async () => {
    const owner = startHolder(data.path);
    const url = await owner.url();
    const guest = startHolder(data.path);
    expect(await guest.answer()).toEqual({ url, owned: false });
    await stopHolder(guest);
    expect(await ask(url, one)).toEqual([{ one: 1 }]);
    await stopHolder(owner);
    expect(await serverPid(data.path)).toBeNull();
  });

  it('keeps the server for the one that attached when its owner ends first', async () => {
    const owner = startHolder(data.path);
    const url = await owner.url();
    const guest = startHolder(data.path);
    await guest.url();
    await stopHolder(owner);
    expect(await ask(url, one)).toEqual([{ one: 1 }]);
    const third = startHolder(data.path);
    expect(await third.answer()).toEqual({ url, owned: false });
    const server = await serverPid(data.path);
    await Promise.all([stopHolder(guest), stopHolder(third)]);
    expect(await isRunning(server ?? 0)).toBe(false);
    expect(await serverPid(data.path)).toBeNull();
  });

  it('keeps the server for the one that attached when its owner is killed', async () => {
    const owner = startHolder(data.path);
    const url = await owner.url();
    const guest = startHolder(data.path);
    await guest.url();
    await killHolder(owner);
    const third = startHolder(data.path);
    expect(await third.answer()).toEqual({ url, owned: false });
    await killHolder(guest);
    expect(await ask(url, one)).toEqual([{ one: 1 }]);
    await stopHolder(third);
    expect(await serverPid(data.path)).toBeNull();
  });

  it('lets one of many that start at once make the database and start the server', async () => {
    await data.remove();
    data = await makeDataDir();
    for (let round = 0; round < 2; round += 1) {
      const holders = Array.from({ length: 5 }, () => startHolder(data.path));
      const answers = await Promise.all(holders.map((holder) => holder.answer()));
      expect(answers.filter(({ owned }) => owned)).toHaveLength(1);
      expect(new Set(answers.map(({ url }) => url)).size).toBe(1);
      expect(await ask(answers[0]?.url ?? '', one)).toEqual([{ one: 1 }]);
      await Promise.all(holders.map(stopHolder));
      expect(await serverPid(data.path)).toBeNull();
    }
  });

  it('serves every newcomer while others come and go', async () => {
    const keeper = startHolder(data.path);
    await keeper.url();
    const comeAndGo = async () => {
      for (let turn = 0; turn < 3; turn += 1) {
        const holder = startHolder(data.path);
        expect(await ask(await holder.url(), one)).toEqual([{ one: 1 }]);
        await stopHolder(holder);
      }
    };
    await Promise.all([comeAndGo(), comeAndGo()]);
    expect(await ask(await keeper.url(), one)).toEqual([{ one: 1 }]);
    await stopHolder(keeper);
    expect(await serverPid(data.path)).toBeNull();
  });

  it('says who holds the folder and does not answer', async () => {
    const owner = startHolder(data.path);
    await owner.url();
    owner.signal('SIGSTOP');
    const guest = startHolder(data.path);
    const { code, message } = await guest.answer();
    expect(code).toBe('EMBEDDED_DATABASE_FAILED');
    expect(message).toContain(`(${owner.pid})`);
    owner.signal('SIGCONT');
    await stopHolder(owner);
    expect(await serverPid(data.path)).toBeNull();
  });
});

describe('a folder of another version', () => {
  it('is left alone, with a word on what to do', async () => {
    const holder = startHolder(data.path);
    await holder.url();
    await stopHolder(holder);
    await writeFile(join(clusterOf(data.path), 'PG_VERSION'), '17\n');
    const { code, message } = await startHolder(data.path).answer();
    expect(code).toBe('EMBEDDED_DATABASE_FAILED');
    expect(message).toMatch(/is of PostgreSQL 17, installed is 18\..*DATA_DIR.*DATABASE_URL/);
    await writeFile(join(clusterOf(data.path), 'PG_VERSION'), '18\n');
    const again = startHolder(data.path);
    expect((await again.answer()).owned).toBe(true);
    await stopHolder(again);
  });
});

describe('presence', () => {
  it('sees the others with their phases, and not itself', async () => {
    const [ann, ben] = await Promise.all([openPresence(data.path), openPresence(data.path)]);
    ben.set({ kind: 'ready', port: 5432 });
    expect(await ann.others()).toEqual([
      { card: expect.any(String), pid: process.pid, phase: { kind: 'ready', port: 5432 } },
    ]);
    expect((await ben.others()).map(({ phase }) => phase)).toEqual([{ kind: 'waiting' }]);
    await ben.withdraw();
    expect(await ann.others()).toEqual([]);
    await ann.withdraw();
  });

  it('withdraws also where a stranger asked something else, and stays on', async () => {
    const me = await openPresence(data.path);
    const [, port] = /-(\d+)\.card$/m.exec((await readdir(data.path)).join('\n')) ?? [];
    const stranger = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true });
    stranger.write('GET / HTTP/1.1\r\n\r\n');
    await once(stranger, 'data');
    await me.withdraw();
    stranger.destroy();
  });

  it('takes a silent port for a process only while the process id lives and is not its own', async () => {
    const silent = await listen(null);
    const me = await openPresence(data.path);
    const card = (pid: number) => `${'a'.repeat(32)}-${pid}-${silent.port}.card`;
    await writeFile(join(data.path, card(process.pid)), '');
    expect(await me.others()).toEqual([]);
    await writeFile(join(data.path, card(process.ppid)), '');
    expect(await me.others()).toEqual([{ card: card(process.ppid), pid: process.ppid, phase: null }]);
    await silent.close();
    expect(await me.others()).toEqual([]);
    await me.withdraw();
  });
});
