import { spawn, spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../src/embedded/postgres/free-port.js';
import { waitFor } from './wait-for.js';

export interface PostfixOptions {
  /** Where mail for a domain goes: a port on loopback; `*` for every other domain. */
  readonly ports: Readonly<Record<string, number>>;
  /** A domain whose mail all goes into one Maildir. */
  readonly mailbox?: { readonly domain: string; readonly maildir: string; readonly uid: number };
}

export interface TestPostfix {
  /** smtp://127.0.0.1:port */
  readonly url: string;
  /** Its log so far. */
  log(): Promise<string>;
  remove(): Promise<void>;
}

const program = '/usr/sbin/postfix';
const isRoot = process.getuid?.() === 0;

/** Whether a Postfix can be started here; without it the tests that need it are skipped, visibly. */
export const hasPostfix = isRoot && spawnSync('/usr/sbin/postconf', ['-d', 'mail_version']).status === 0;

/** A Postfix of its own on loopback that relays, tries each message once and reports what failed. */
export async function startPostfix({ ports, mailbox }: PostfixOptions): Promise<TestPostfix> {
  const folder = await mkdtemp(join(tmpdir(), 'broadsheet-postfix-'));
  await chmod(folder, 0o755);
  const port = await findFreePort();
  const configuration = join(folder, 'etc');
  for (const name of ['etc', 'spool', 'data']) await mkdir(join(folder, name));
  spawnSync('chown', ['postfix', join(folder, 'data')]);
  const lines = Object.entries(ports).map(([domain, to]) => `${domain} smtp:[127.0.0.1]:${to}`);
  await writeFile(join(configuration, 'transport'), `${lines.join('\n')}\n`);
  await writeFile(join(configuration, 'main.cf'), mainOf(folder, mailbox));
  await writeFile(join(configuration, 'master.cf'), masterOf(port));
  const run = (...args: string[]) => spawnSync(program, ['-c', configuration, ...args], { stdio: 'ignore' });
  const child = spawn(program, ['-c', configuration, 'start-fg'], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const abort = () => run('abort');
  process.once('exit', abort);
  const log = () => readFile(join(folder, 'log'), 'utf8').catch(() => '');
  await waitFor('Postfix to listen', async () => {
    if (child.exitCode !== null) throw new Error(`Postfix ended with ${child.exitCode}: ${await log()}`);
    return listens(port);
  });
  return {
    url: `smtp://127.0.0.1:${port}?ignoreTLS=true`,
    log,
    remove: async () => {
      run('abort');
      await ended;
      process.off('exit', abort);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function mainOf(folder: string, mailbox: PostfixOptions['mailbox']): string {
  const own =
    mailbox === undefined
      ? ''
      : `
virtual_mailbox_domains = ${mailbox.domain}
virtual_mailbox_maps = static:${mailbox.maildir.slice(1)}/
virtual_mailbox_base = /
virtual_minimum_uid = 1
virtual_uid_maps = static:${mailbox.uid}
virtual_gid_maps = static:${mailbox.uid}
`;
  return `
compatibility_level = 3.6
queue_directory = ${folder}/spool
data_directory = ${folder}/data
maillog_file_prefixes = ${folder}
maillog_file = ${folder}/log
multi_instance_enable = no
myhostname = relay.example.net
mydestination =
alias_maps =
alias_database =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
transport_maps = texthash:${folder}/etc/transport
smtp_dns_support_level = disabled
smtp_host_lookup = native
maximal_queue_lifetime = 0
bounce_queue_lifetime = 0
smtp_tls_security_level = none
smtpd_tls_security_level = none
default_destination_concurrency_failed_cohort_limit = 100
in_flow_delay = 0
${own}`;
}

function masterOf(port: number): string {
  return `
127.0.0.1:${port} inet n - n - - smtpd
pickup    unix  n  -  n  60  1  pickup
cleanup   unix  n  -  n  -   0  cleanup
qmgr      unix  n  -  n  300 1  qmgr
rewrite   unix  -  -  n  -   -  trivial-rewrite
bounce    unix  -  -  n  -   0  bounce
defer     unix  -  -  n  -   0  bounce
trace     unix  -  -  n  -   0  bounce
verify    unix  -  -  n  -   1  verify
flush     unix  n  -  n  1000? 0 flush
proxymap  unix  -  -  n  -   -  proxymap
proxywrite unix -  -  n  -   1  proxymap
smtp      unix  -  -  n  -   20 smtp
relay     unix  -  -  n  -   -  smtp
showq     unix  n  -  n  -   -  showq
error     unix  -  -  n  -   -  error
retry     unix  -  -  n  -   -  error
discard   unix  -  -  n  -   -  discard
local     unix  -  n  n  -   -  local
virtual   unix  -  n  n  -   -  virtual
anvil     unix  -  -  n  -   1  anvil
scache    unix  -  -  n  -   1  scache
postlog   unix-dgram n - n - 1 postlogd
`;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
    socket.setTimeout(2_000, () => {
      socket.destroy();
      resolve(false);
    });
  });
}
