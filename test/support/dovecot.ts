import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../src/embedded/postgres/free-port.js';
import { waitFor } from './wait-for.js';

/** A mailbox behind Dovecot, and the folder in which it lies as a Maildir. */
export interface TestDovecot {
  readonly port: number;
  /** Where a delivery agent puts mail: `new` is in it. Belongs to `uid`. Another one after {@link anew}. */
  readonly maildir: string;
  readonly uid: number;
  url(folder?: string): string;
  /** Puts a message into the mailbox, as a delivery agent does. */
  deliver(raw: Buffer | string): Promise<void>;
  /** Messages of a folder, by the letters of their Maildir flags. */
  flags(folder?: string): Promise<string[]>;
  /** Ends Dovecot and every connection to it; {@link start} brings it back on the same port. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Gives all messages new UIDs, under another UIDVALIDITY. */
  renumber(): Promise<void>;
  /** Goes on with an empty mailbox, of another user. */
  anew(): Promise<void>;
  remove(): Promise<void>;
}

const program = '/usr/sbin/dovecot';
const isRoot = process.getuid?.() === 0;

/** Whether a Dovecot can be started here; without it the tests that need it are skipped, visibly. */
export const hasDovecot = isRoot && spawnSync(program, ['--version']).status === 0;

const NOBODY = 65_534;
let messages = 0;
let users = 0;

/** Dovecot of its own on loopback, under its own folder, with one mailbox at a time; the password is `invented`. */
export async function startDovecot(): Promise<TestDovecot> {
  const folder = await mkdtemp(join(tmpdir(), 'broadsheet-dovecot-'));
  await chmod(folder, 0o755);
  let user = '';
  let maildir = '';
  const anew = async (): Promise<void> => {
    users += 1;
    user = `bounces-${users}`;
    maildir = join(folder, 'mail', user, 'Maildir');
    for (const name of ['cur', 'new', 'tmp']) await mkdir(join(maildir, name), { recursive: true });
    spawnSync('chown', ['-R', `${NOBODY}:${NOBODY}`, join(folder, 'mail')]);
  };
  await anew();
  const port = await findFreePort();
  const configuration = join(folder, 'dovecot.conf');
  await writeFile(configuration, configurationOf(folder, port));
  let child: ChildProcess | null = null;
  const kill = () => child?.kill('SIGKILL');
  process.once('exit', kill);
  const start = async (): Promise<void> => {
    child = spawn(program, ['-F', '-c', configuration], { stdio: 'ignore' });
    await waitFor('Dovecot to listen', () => listens(port));
  };
  const stop = async (): Promise<void> => {
    if (child === null || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child?.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
    child = null;
  };
  await start();
  return {
    port,
    get maildir() {
      return maildir;
    },
    uid: NOBODY,
    url: (name = '') => `imap://${user}:invented@127.0.0.1:${port}/${name}`,
    deliver: async (raw) => {
      messages += 1;
      const file = join(maildir, 'new', `${Date.now()}.${process.pid}_${messages}.test`);
      await writeFile(file, raw);
      spawnSync('chown', [`${NOBODY}:${NOBODY}`, file]);
    },
    flags: async (name = '') => {
      const at = name === '' ? maildir : join(maildir, `.${name}`);
      const fresh = (await readdir(join(at, 'new')).catch(() => [])).map(() => '');
      const seen = (await readdir(join(at, 'cur')).catch(() => [])).map((file) => file.split(':2,')[1] ?? '');
      return [...fresh, ...seen];
    },
    stop,
    start,
    renumber: async () => {
      const list = join(maildir, 'dovecot-uidlist');
      const lines = (await readFile(list, 'utf8')).split('\n');
      const head = (lines[0] ?? '').replace(/V(\d+)/, (_whole, value: string) => `V${Number(value) + 1}`);
      await rm(join(maildir, 'dovecot.index'), { force: true });
      await rm(join(maildir, 'dovecot.index.log'), { force: true });
      await writeFile(list, [head, ...lines.slice(1)].join('\n'));
    },
    anew,
    remove: async () => {
      await stop();
      process.off('exit', kill);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function configurationOf(folder: string, port: number): string {
  return `
base_dir = ${folder}/run
log_path = ${folder}/log
protocols = imap
ssl = no
disable_plaintext_auth = no
first_valid_uid = ${NOBODY}
mail_location = maildir:~/Maildir
passdb {
  driver = static
  args = password=invented
}
userdb {
  driver = static
  args = uid=${NOBODY} gid=${NOBODY} home=${folder}/mail/%u
}
service imap-login {
  chroot =
  inet_listener imap {
    address = 127.0.0.1
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
namespace inbox {
  inbox = yes
  separator = /
}
`;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
    socket.setTimeout(2_000, () => socket.destroy());
  }).then((answered) => answered === true);
}
