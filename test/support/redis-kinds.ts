import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './free-port.js';
import { waitFor } from './wait-for.js';

/** Redis as it is run for real, on loopback and without a disk. */
export interface RedisKind {
  /** For REDIS_URL. */
  readonly url: string;
  /** Of the first server, for questions of the test's own. */
  readonly port: number;
  stop(): Promise<void>;
}

interface Servers {
  readonly folder: string;
  start(port: number, ...settings: readonly string[]): Promise<ChildProcess>;
  stop(): Promise<void>;
}

async function openServers(): Promise<Servers> {
  const folder = await mkdtemp(join(tmpdir(), 'broadsheet-redis-kind-'));
  const children: ChildProcess[] = [];
  const killAll = () => {
    for (const child of children) child.kill('SIGKILL');
  };
  process.once('exit', killAll);
  return {
    folder,
    start: async (port, ...settings) => {
      const fixed = ['--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'];
      const child = spawn('redis-server', [...settings, ...fixed], { stdio: 'ignore' });
      children.push(child);
      const answers = () => (settings.includes('--tls-port') ? isOpen(port) : says(port, 'PING', /PONG/));
      await waitFor('Redis to answer', async () => {
        if (child.exitCode !== null) throw new Error(`Redis ended: ${settings.join(' ')}`);
        return answers();
      });
      return child;
    },
    stop: async () => {
      process.off('exit', killAll);
      await Promise.all(
        children.map(async (child) => {
          if (child.exitCode !== null || child.signalCode !== null) return;
          const ended = once(child, 'exit');
          child.kill('SIGKILL');
          await ended;
        }),
      );
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** One server with settings of its own, such as `--maxmemory`. */
export async function startRedisWith(...settings: readonly string[]): Promise<RedisKind> {
  const servers = await openServers();
  const port = await freePort();
  await servers.start(port, '--port', String(port), ...settings);
  return { url: `redis://127.0.0.1:${port}`, port, stop: servers.stop };
}

/** Three masters that share the slots. */
export async function startRedisCluster(): Promise<RedisKind> {
  const servers = await openServers();
  const ports = [await freePort(), await freePort(), await freePort()];
  for (const port of ports) {
    const bus = await freePort();
    const files = ['--cluster-config-file', `nodes-${port}.conf`, '--cluster-port', String(bus)];
    await servers.start(port, '--port', String(port), '--cluster-enabled', 'yes', ...files);
  }
  const nodes = ports.map((port) => `127.0.0.1:${port}`);
  const made = spawnSync('redis-cli', ['--cluster', 'create', ...nodes, '--cluster-yes']);
  if (made.status !== 0) throw new Error(`no cluster: ${made.stdout}${made.stderr}`);
  for (const port of ports) {
    await waitFor('the cluster', () => says(port, 'CLUSTER INFO', /cluster_state:ok/));
  }
  return { url: `redis+cluster://${nodes.join(',')}`, port: ports[0] ?? 0, stop: servers.stop };
}

export interface RedisSentinel extends RedisKind {
  /** The master goes without a word. */
  killMaster(): Promise<void>;
  /** Has Sentinel put the replica in its place, as it does by itself a second later. */
  replaceMaster(): Promise<void>;
}

/** A master and a replica, watched by one Sentinel, which is enough for it to decide alone. */
export async function startRedisSentinel(): Promise<RedisSentinel> {
  const servers = await openServers();
  const [master, replica, sentinel] = [await freePort(), await freePort(), await freePort()];
  // It waits five seconds for more replicas otherwise.
  const first = await servers.start(master, '--port', String(master), '--repl-diskless-sync-delay', '0');
  await servers.start(replica, '--port', String(replica), '--replicaof', `127.0.0.1 ${master}`);
  await waitFor('the replica', () => says(replica, 'INFO replication', /master_link_status:up/));
  const file = join(servers.folder, 'sentinel.conf');
  const watch = [
    `port ${sentinel}`,
    `sentinel monitor papers 127.0.0.1 ${master} 1`,
    'sentinel down-after-milliseconds papers 1000',
    'sentinel failover-timeout papers 5000',
  ];
  await writeFile(file, `${watch.join('\n')}\n`);
  await servers.start(sentinel, file, '--sentinel');
  await waitFor('Sentinel to know the replica', () => says(sentinel, 'INFO sentinel', /slaves=1/));
  return {
    url: `redis+sentinel://127.0.0.1:${sentinel}/papers`,
    port: master,
    stop: servers.stop,
    killMaster: async () => {
      const ended = once(first, 'exit');
      first.kill('SIGKILL');
      await ended;
    },
    // Asked for: on a machine that stands still for two seconds Sentinel decides nothing for half a minute (TILT).
    replaceMaster: () =>
      waitFor('the replica to be the master', async () => {
        if (await says(replica, 'ROLE', /^master/)) return true;
        await says(sentinel, 'SENTINEL FAILOVER papers', /OK/);
        return false;
      }),
  };
}

/** A server that talks TLS alone, with the certificate in these files. */
export async function startRedisTls(certificate: {
  readonly certFile: string;
  readonly keyFile: string;
}): Promise<RedisKind> {
  const servers = await openServers();
  const port = await freePort();
  const { certFile, keyFile } = certificate;
  const files = ['--tls-cert-file', certFile, '--tls-key-file', keyFile, '--tls-ca-cert-file', certFile];
  await servers.start(port, '--port', '0', '--tls-port', String(port), '--tls-auth-clients', 'no', ...files);
  return { url: `rediss://localhost:${port}`, port, stop: servers.stop };
}

async function says(port: number, command: string, pattern: RegExp): Promise<boolean> {
  const client = new Redis(port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => null });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const [name = '', ...words] = command.split(' ');
    return pattern.test(String(await client.call(name, ...words)));
  } catch {
    return false;
  } finally {
    client.disconnect();
  }
}

async function isOpen(port: number): Promise<boolean> {
  const { connect } = await import('node:net');
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
