import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';

/** A user and its group, by number. */
export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/** Who owns the embedded database where root starts it; no other program runs under this name. */
const NAME = 'broadsheet-db';
const SHELL = '/usr/sbin/nologin';

/** Where users without an account are taken from (https://systemd.io/UIDS-GIDS); containers know no numbers above. */
const UNUSED = { from: 61_184, to: 65_520 } as const;

/**
 * The user of the embedded database: found by name, or made where accounts can be made; null where neither can be.
 * `nobody` is none: other programs run as it, and could read the data.
 */
export function ownUser(): SystemUser | null {
  const known = idOf(NAME);
  if (known !== null) return known;
  const about = ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent'];
  // Two starts at once: one of them finds the file of accounts locked, and then the user that the other made.
  run('useradd', [...about, '--shell', SHELL, '--comment', 'Broadsheet embedded database', NAME]);
  return idOf(NAME);
}

/** A number that no account has, or that of the data which an earlier start gave one. */
export function freeUser(owner: SystemUser | null): SystemUser {
  if (owner !== null && owner.uid >= UNUSED.from && owner.uid < UNUSED.to && idOf(String(owner.uid)) === null)
    return owner;
  for (;;) {
    const number = randomInt(UNUSED.from, UNUSED.to);
    if (idOf(String(number)) === null) return { uid: number, gid: number };
  }
}

/** @param user a name or a number */
function idOf(user: string): SystemUser | null {
  const [uid, gid] = [run('id', ['-u', user]), run('id', ['-g', user])];
  // A number without an account is told back by some versions, with an exit code of its own.
  if (uid === null || gid === null || !/^\d+$/.test(uid) || !/^\d+$/.test(gid)) return null;
  return { uid: Number(uid), gid: Number(gid) };
}

/** What a program wrote; null where it failed or does not exist. */
function run(program: string, args: readonly string[]): string | null {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', timeout: 10_000 });
  return status === 0 ? stdout.trim() : null;
}
