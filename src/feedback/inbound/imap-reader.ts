import { setTimeout as delay } from 'node:timers/promises';
import { MINUTE_MS } from '../../durations.js';
import { withLease } from '../../store/leases.js';
import { type ImapSessionOptions, readMailbox } from './imap-session.js';

export interface ImapReaderOptions extends Omit<ImapSessionOptions, 'askEveryMs' | 'fence'> {
  readonly log: { info(fields: object, event: string): void; warn(fields: object, event: string): void };
  readonly askEveryMs?: number;
  readonly firstPauseMs?: number;
}

export interface ImapReader {
  /** Ends after the message at hand; may be called again. */
  stop(): Promise<void>;
}

const ASK_EVERY_MS = MINUTE_MS;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = MINUTE_MS;
/** A connection that held for so long was a good one. */
const GOOD_MS = MINUTE_MS;

/**
 * Reads a mailbox for as long as the process lives, over as many connections as it takes. Of all workers one reads
 * at a time; another takes over within a minute when it ends.
 */
export function startImapReader(options: ImapReaderOptions): ImapReader {
  const stopping = new AbortController();
  const reading = readOn(options, stopping.signal);
  return {
    stop: () => {
      stopping.abort();
      return reading;
    },
  };
}

async function readOn(options: ImapReaderOptions, signal: AbortSignal): Promise<void> {
  const { database, log, askEveryMs = ASK_EVERY_MS, firstPauseMs = FIRST_PAUSE_MS } = options;
  let pauseMs = firstPauseMs;
  while (!signal.aborted) {
    const startedAt = performance.now();
    try {
      await withLease(database, 'mailbox', (lease) =>
        readMailbox({ ...options, askEveryMs, fence: lease.fence }, AbortSignal.any([signal, lease.signal])),
      );
    } catch (error) {
      if (signal.aborted) return;
      log.warn({ code: codeOf(error) }, 'imap-connection-lost');
    }
    if (performance.now() - startedAt > GOOD_MS) pauseMs = firstPauseMs;
    await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
}

/** A code and no more: what a server says may name the account. */
function codeOf(error: unknown): string {
  const { code, authenticationFailed } = error as { code?: unknown; authenticationFailed?: unknown };
  if (authenticationFailed === true) return 'EAUTH';
  return typeof code === 'string' ? code : 'ECONNECTION';
}
