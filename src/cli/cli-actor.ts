import { userInfo } from 'node:os';
import type { Actor } from '../model/actor.js';
import { permissions } from '../model/permission.js';

/** Who has the command line has the database, and so every permission; the name is that of the system's user. */
export function cliActor(): Actor {
  return {
    ...{ kind: 'cli', id: null, name: userName() },
    permissions: new Set(permissions),
    ...{ authenticatedAt: null, clientHash: null },
  };
}

/** In a container a user may have a number and no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
