import { setTimeout as sleep } from 'node:timers/promises';
import { embeddedDatabaseFault } from './fault.js';
import type { Presence } from './presence.js';

/** A start can take the recovery of a crash, and a stop its whole grace. */
const TURN_WITHIN_MS = 150_000;

/**
 * Waits for this process's turn: the port of a server that another process holds, or null when this one is
 * to start it (its phase is `starting` then, and nobody else's is).
 * @throws BroadsheetError EMBEDDED_DATABASE_FAILED where another process holds the folder and does not answer
 */
export async function attachOrClaim(presence: Presence): Promise<number | null> {
  const deadline = performance.now() + TURN_WITHIN_MS;
  for (;;) {
    const others = await presence.others();
    const holder = others.find(({ phase }) => phase?.kind === 'ready');
    if (holder?.phase?.kind === 'ready') {
      if (await attach(presence, holder.pid)) return holder.phase.port;
    } else if (others.every(({ phase }) => phase?.kind === 'waiting')) {
      if (await claim(presence)) return null;
    }
    const silent = others.find(({ phase }) => phase === null);
    if (performance.now() > deadline || (silent !== undefined && performance.now() > deadline - 140_000)) {
      const pid = silent?.pid ?? others[0]?.pid;
      throw embeddedDatabaseFault(
        `Another Broadsheet process (${pid}) holds the data folder and does not give it free. End it`,
      );
    }
    // At random, so that two that met at the same moment do not meet again.
    await sleep(10 + Math.random() * 40);
  }
}

/** Whoever stops sets its phase before it looks for others, so one of the two sees the other. */
async function attach(presence: Presence, pid: number): Promise<boolean> {
  presence.set({ kind: 'attaching' });
  const others = await presence.others();
  const holder = others.find((other) => other.pid === pid)?.phase;
  if (holder?.kind === 'ready') {
    presence.set(holder);
    return true;
  }
  presence.set({ kind: 'waiting' });
  return false;
}

async function claim(presence: Presence): Promise<boolean> {
  presence.set({ kind: 'starting' });
  const others = await presence.others();
  if (others.every(({ phase }) => phase?.kind === 'waiting')) return true;
  presence.set({ kind: 'waiting' });
  return false;
}

/** Lets go of the server; true when nobody else uses it, so that it is to be stopped. */
export async function letGo(presence: Presence): Promise<boolean> {
  presence.set({ kind: 'stopping' });
  const others = await presence.others();
  return !others.some(({ phase }) => phase === null || phase.kind === 'ready' || phase.kind === 'attaching');
}
