import { setTimeout as delay } from 'node:timers/promises';
import { ImapFlow } from 'imapflow';
import { MINUTE_MS } from '../../durations.js';
import { type Database, inTransaction, type Queryable } from '../../store/database.js';
import { advancePosition, readPosition } from '../../store/feedback/imap-positions.js';
import type { ImapAddress } from './imap-url.js';
import { MOST_MAIL_OCTETS } from './receive-mail.js';

export interface ImapSessionOptions {
  readonly address: ImapAddress;
  /** Where messages are moved that were read; null where they are only marked as seen. */
  readonly doneFolder: string | null;
  readonly database: Database;
  /** Keeps a message, together with what `alongside` writes. */
  readonly receive: (raw: Buffer, alongside: (client: Queryable) => Promise<void>) => Promise<void>;
  /** @throws where another process reads the mailbox by now: what it says is not kept then, nor how far was read */
  readonly fence: (client: Queryable) => Promise<void>;
  /** How long to wait for the server to tell of new mail before it is asked. */
  readonly askEveryMs: number;
}

const CONNECT_WITHIN_MS = 30_000;
const IDLE_AFTER_MS = 500;

/**
 * Reads a mailbox over one connection, until it ends or the signal is aborted. What was read is known by the
 * folder's UIDVALIDITY and the highest UID (RFC 9051 §2.3.1.1), committed together with what the message says:
 * none is read twice, and none is passed over.
 * @throws whatever ends the connection, and the database's errors
 */
export async function readMailbox(options: ImapSessionOptions, signal: AbortSignal): Promise<void> {
  const { address, askEveryMs } = options;
  const client = openClient(address);
  const ended = new AbortController();
  client.on('error', () => ended.abort());
  client.on('close', () => ended.abort());
  const stop = AbortSignal.any([signal, ended.signal]);
  const close = (): void => client.close();
  signal.addEventListener('abort', close);
  try {
    signal.throwIfAborted();
    await client.connect();
    const { uidValidity } = await client.mailboxOpen(address.folder);
    const bell = openBell(client);
    await tidy(options, client, uidValidity);
    while (!stop.aborted) {
      bell.still();
      await readNew(options, client, uidValidity, stop);
      await bell.rung(askEveryMs, stop);
    }
    if (!signal.aborted) throw new Error('the connection ended');
  } finally {
    signal.removeEventListener('abort', close);
    client.close();
  }
}

function openClient(address: ImapAddress): ImapFlow {
  const { host, port, secure, user, password, verified, mustEncrypt } = address;
  return new ImapFlow({
    host,
    port,
    secure,
    auth: { user, pass: password },
    ...(mustEncrypt ? { doSTARTTLS: true } : {}),
    tls: { rejectUnauthorized: verified },
    logger: false,
    disableCompression: true,
    autoIdleDelay: IDLE_AFTER_MS,
    connectionTimeout: CONNECT_WITHIN_MS,
    greetingTimeout: CONNECT_WITHIN_MS,
    socketTimeout: 5 * MINUTE_MS,
  });
}

/** Marks or moves what was read before a connection, or a process, came to an end. */
async function tidy(options: ImapSessionOptions, client: ImapFlow, uidValidity: bigint): Promise<void> {
  const last = await readPosition(options.database, options.address.name, uidValidity);
  if (last === 0) return;
  const left = await client.search(
    options.doneFolder === null ? { uid: `1:${last}`, seen: false } : { uid: `1:${last}` },
    { uid: true },
  );
  if (left !== false && left !== undefined && left.length > 0) await putAway(options, client, left.join(','));
}

async function readNew(
  options: ImapSessionOptions,
  client: ImapFlow,
  uidValidity: bigint,
  stop: AbortSignal,
): Promise<void> {
  const { database, address, receive, fence } = options;
  const last = await readPosition(database, address.name, uidValidity);
  const found = await client.search({ uid: `${last + 1}:*` }, { uid: true });
  // Where there is none above, `n:*` names the last message there is.
  const uids = (found === false || found === undefined ? [] : found).filter((uid) => uid > last);
  for (const uid of uids.sort((one, other) => one - other)) {
    if (stop.aborted) return;
    // What lies further on in a message is not read anyway.
    const query = { source: { start: 0, maxLength: MOST_MAIL_OCTETS } };
    const message = await client.fetchOne(String(uid), query, { uid: true });
    const advance = async (inside: Queryable) => {
      await fence(inside);
      await advancePosition(inside, address.name, uidValidity, uid);
    };
    if (message === false || message.source === undefined) {
      // Somebody else has removed it.
      await inTransaction(database, advance);
      continue;
    }
    await receive(message.source, advance);
    await putAway(options, client, String(uid));
  }
}

async function putAway({ doneFolder }: ImapSessionOptions, client: ImapFlow, uids: string): Promise<void> {
  await client.messageFlagsAdd(uids, ['\\Seen'], { uid: true });
  if (doneFolder === null) return;
  const moved = await client.messageMove(uids, doneFolder, { uid: true });
  if (moved !== false) return;
  await client.mailboxCreate(doneFolder);
  await client.messageMove(uids, doneFolder, { uid: true });
}

interface Bell {
  /** Forgets what was heard so far: the mailbox is about to be looked at. */
  still(): void;
  /** Resolves when the server tells of new mail, told of it since the last look, or when the time is over. */
  rung(withinMs: number, stop: AbortSignal): Promise<void>;
}

/** The server tells of new mail while it idles (RFC 2177), and beside the answer to any command. */
function openBell(client: ImapFlow): Bell {
  let ring = new AbortController();
  client.on('exists', () => ring.abort());
  return {
    still: () => {
      ring = new AbortController();
    },
    rung: (withinMs, stop) =>
      delay(withinMs, undefined, { signal: AbortSignal.any([stop, ring.signal]) }).catch(() => undefined),
  };
}
