import { setTimeout as sleep } from 'node:timers/promises';
import { embeddedDatabaseFault } from './fault.js';
import type { Other, Presence } from './presence.js';

/** A start can take the recovery of a crash, and a stop its whole grace. */
const TURN_WITHIN_MS = 150_000;
/** Longer than any busy moment of a process that works. */
const WORD_WITHIN_MS = 10_000;

/**
 * Waits for this process's turn: the port of a server that another process holds, or null when this one is
 * to start it (its phase is `starting` then, and nobody else's is).
 * @throws BroadsheetError EMBEDDED_DATABASE_FAILED where another process holds the folder and does not answer
 */
export async function attachOrClaim(presence: Presence): Promise<number | null> {
  const start = performance.now();
  let lastWord = start;
  for (;;) {
    const others = await presence.others();
    const holder = others.find(({ phase }) => phase?.kind === 'ready');
    if (holder !== undefined) {
      const port = await attach(presence, holder.card);
      if (port !== null) return port;
    } else if (others.every(isWaiting) && (await claim(presence))) {
      return null;
    }
    const now = performance.now();
    const silent = others.find(({ phase }) => phase === null);
    if (silent === undefined) lastWord = now;
    const inTheWay = silent ?? others.find((other) => !isWaiting(other));
    if (inTheWay !== undefined && (now > start + TURN_WITHIN_MS || now > lastWord + WORD_WITHIN_MS)) {
      throw embeddedDatabaseFault(
        `Another Broadsheet process (${inTheWay.pid}) holds the data folder and does not give it free. End it`,
      );
    }
    // At random, so that two that met at the same moment do not meet again.
    await sleep(10 + Math.random() * 40);
  }
}

/** Whoever stops sets its phase before it looks for others, so one of the two sees the other. */
async function attach(presence: Presence, card: string): Promise<number | null> {
  presence.set({ kind: 'attaching' });
  const holder = (await presence.others()).find((other) => other.card === card)?.phase;
  if (holder?.kind === 'ready') {
    presence.set(holder);
    return holder.port;
  }
  presence.set({ kind: 'waiting' });
  return null;
}

async function claim(presence: Presence): Promise<boolean> {
  presence.set({ kind: 'starting' });
  const others = await presence.others();
  if (others.every(isWaiting)) return true;
  presence.set({ kind: 'waiting' });
  return false;
}

/** Lets go of the server; true when nobody else uses it, so that it is to be stopped. */
export async function letGo(presence: Presence): Promise<boolean> {
  presence.set({ kind: 'stopping' });
  const others = await presence.others();
  return !others.some(({ phase }) => phase === null || phase.kind === 'ready' || phase.kind === 'attaching');
}

function isWaiting({ phase }: Other): boolean {
  return phase?.kind === 'waiting';
}
