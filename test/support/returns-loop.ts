import { type ImapReader, startImapReader } from '../../src/feedback/inbound/imap-reader.js';
import { parseImapUrl } from '../../src/feedback/inbound/imap-url.js';
import { readMail } from '../../src/feedback/inbound/read-mail.js';
import { type InboundContext, receiveMail } from '../../src/feedback/inbound/receive-mail.js';
import type { Database } from '../../src/store/database.js';
import { messageIdKey, secretKey } from '../delivery/delivery-bed.js';
import { hasDovecot, startDovecot, type TestDovecot } from './dovecot.js';
import { hasPostfix, startPostfix, type TestPostfix } from './postfix.js';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Where what comes back by way of the mailbox is addressed. */
export const byMailbox = { prefix: '', domain: 'returns.example.org' };

/** Whether there are the servers that it needs. */
export const hasReturnsLoop = hasPostfix && hasDovecot;

/** What acts on reports, on a database, as the service does. */
export function inboundOf(database: Database): InboundContext {
  return {
    acting: { database, softBounces: { days: 5, withinDays: 30 }, log: silent },
    keys: { secretKeys: [secretKey], messageIdKey },
    reader: { read: async (raw) => readMail(raw) },
    ownDomains: [],
    clock: () => new Date(),
  };
}

/** A Postfix to send through, whose reports come back by way of a Dovecot mailbox that is read. */
export interface ReturnsLoop {
  readonly postfix: TestPostfix;
  readonly dovecot: TestDovecot;
  remove(): Promise<void>;
}

/** @param ports where mail for a domain goes, as {@link startPostfix} takes them */
export async function startReturnsLoop(
  inbound: InboundContext,
  ports: Readonly<Record<string, number>>,
): Promise<ReturnsLoop> {
  const dovecot = await startDovecot();
  let postfix: TestPostfix | undefined;
  let reader: ImapReader | undefined;
  const remove = async () => {
    await reader?.stop();
    await postfix?.remove();
    await dovecot.remove();
  };
  try {
    postfix = await startPostfix({
      ports,
      mailbox: { domain: byMailbox.domain, maildir: dovecot.maildir, uid: dovecot.uid },
    });
    reader = startImapReader({
      address: parseImapUrl(dovecot.url()),
      doneFolder: 'Read',
      database: inbound.acting.database,
      log: silent,
      receive: (raw, alongside) => receiveMail(inbound, { raw, recipients: [], source: 'imap' }, alongside),
    });
    return { postfix, dovecot, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
