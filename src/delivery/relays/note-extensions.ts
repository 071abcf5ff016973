import { setTimeout as delay } from 'node:timers/promises';
import { MINUTE_MS } from '../../durations.js';
import type { Database } from '../../store/database.js';
import { noteRelay } from '../../store/deliveries/relay-extensions.js';
import { openSmtpConnection } from '../smtp/smtp-connection.js';
import type { RelayPart } from './open-relays.js';

const ASK_AGAIN_MS = 5 * MINUTE_MS;

export interface NotedRelays {
  readonly database: Database;
  readonly relayParts: readonly Pick<RelayPart, 'name' | 'smtp'>[];
  readonly clock: () => Date;
}

/**
 * Greets each relay over a connection of its own and keeps what it offers; one that does not answer is asked again.
 * @returns ends it
 */
export function noteExtensions(parts: NotedRelays): () => Promise<void> {
  const stop = new AbortController();
  const names = parts.relayParts.map(({ name }) => name);
  const ended = Promise.all(
    parts.relayParts.map(async (relay) => {
      while (!stop.signal.aborted && !(await greet(parts, relay, names)))
        await delay(ASK_AGAIN_MS, undefined, { signal: stop.signal, ref: false }).catch(() => undefined);
    }),
  );
  return async () => {
    stop.abort();
    await ended;
  };
}

/** @returns whether it answered and that was kept */
async function greet(
  { database, clock }: NotedRelays,
  { name, smtp }: Pick<RelayPart, 'name' | 'smtp'>,
  names: readonly string[],
): Promise<boolean> {
  const connection = openSmtpConnection({ ...smtp, drainMs: 0 });
  try {
    const { smtpUtf8 } = await connection.verify();
    await noteRelay(database, { relay: name, smtpUtf8, at: clock() }, names);
    return true;
  } catch {
    // Whoever sends by it tells of what is wrong.
    return false;
  } finally {
    await connection.close();
  }
}
