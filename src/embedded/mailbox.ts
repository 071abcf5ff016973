import { join } from 'node:path';
import type { Logger } from 'pino';
import { arrivalOf, type MessageFolder, openMessageFolder } from './mailbox/message-folder.js';
import { listenForMail } from './mailbox/smtp-listener.js';
import { type Summary, summarise } from './mailbox/summarise.js';

interface MailboxEntry {
  readonly id: string;
  readonly from: string;
  /** The recipients of the envelope, joined by commas. */
  readonly to: string;
  readonly subject: string;
  readonly receivedAt: Date;
  readonly bytes: number;
}

/** Where mail goes while no SMTP server is configured. */
export interface LocalMailbox {
  /** smtp://127.0.0.1:port */
  readonly smtpUrl: string;
  /** Newest first, also what other processes on the same folder received. */
  list(): Promise<MailboxEntry[]>;
  /** The message as it came over SMTP; null where there is none of this id. */
  read(id: string): Promise<{ readonly raw: Buffer; readonly receivedAt: Date } | null>;
  clear(): Promise<void>;
  /** Removes every message that was for such a recipient, among others or alone. */
  removeFor(isMeant: (recipient: string) => boolean): Promise<void>;
  /** May be called again. */
  stop(): Promise<void>;
}

/** A stand-in, not an archive: older messages make way. */
const MOST_MESSAGES = 2000;
/** Making way for each message would read the folder each time. */
const LOOK_EVERY = 50;
const READ_AT_ONCE = 32;

export interface MailboxOptions {
  /** Messages are in its folder `mailbox`. */
  readonly dataDir: string;
  readonly log: Logger;
}

/** Starts the built-in mailbox: an SMTP server on a free port of the loopback, messages kept as files. */
export async function startMailbox({ dataDir, log }: MailboxOptions): Promise<LocalMailbox> {
  const folder = await openMessageFolder(join(dataDir, 'mailbox'));
  const summaries = new Map<string, Summary>();
  const makeWay = wayMaker(folder);
  const onFault = (error: Error) => log.warn({ reason: error.message }, 'mailbox-fault');
  const listener = await listenForMail(async (raw, envelope) => {
    await folder.write(await summarise(raw, envelope), raw);
    // The message is kept by now: a fault here is no reason to have it sent again.
    await makeWay().catch(onFault);
  }, onFault);
  log.info({ port: listener.port }, 'mailbox-started');
  let stopped: Promise<void> | null = null;
  return {
    smtpUrl: `smtp://127.0.0.1:${listener.port}`,
    list: () => list(folder, summaries),
    read: async (id) => {
      const raw = await folder.readRaw(id);
      return raw === null ? null : { raw, receivedAt: arrivalOf(id) };
    },
    removeFor: (isMeant) => removeFor(folder, isMeant),
    clear: async () => folder.remove(await folder.ids()),
    stop: () => {
      stopped ??= listener.stop();
      return stopped;
    },
  };
}

/** Files never change, so each is read once; what is gone is forgotten. */
async function list(folder: MessageFolder, summaries: Map<string, Summary>): Promise<MailboxEntry[]> {
  const ids = (await folder.ids()).slice(0, MOST_MESSAGES);
  const known = new Set(ids);
  for (const id of summaries.keys()) if (!known.has(id)) summaries.delete(id);
  const unread = ids.filter((id) => !summaries.has(id));
  const readSome = async () => {
    for (let id = unread.pop(); id !== undefined; id = unread.pop()) {
      const summary = await folder.readSummary(id);
      if (summary !== null) summaries.set(id, summary);
    }
  };
  await Promise.all(Array.from({ length: READ_AT_ONCE }, readSome));
  return ids.flatMap((id) => {
    const summary = summaries.get(id);
    if (summary === undefined) return [];
    const { from, to, subject, bytes } = summary;
    return [{ id, from, to: to.join(', '), subject, receivedAt: arrivalOf(id), bytes }];
  });
}

async function removeFor(folder: MessageFolder, isMeant: (recipient: string) => boolean): Promise<void> {
  for (const id of await folder.ids()) {
    const summary = await folder.readSummary(id);
    if (summary?.to.some(isMeant) === true) await folder.remove([id]);
  }
}

function wayMaker(folder: MessageFolder): () => Promise<void> {
  let received = 0;
  return async () => {
    received += 1;
    if (received % LOOK_EVERY !== 1) return;
    await folder.remove((await folder.ids()).slice(MOST_MESSAGES));
  };
}
