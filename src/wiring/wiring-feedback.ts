import { domainToASCII } from 'node:url';
import type { Config } from '../config/config.js';
import type { InboundContext } from '../feedback/inbound/receive-mail.js';
import { domainOf } from '../model/address.js';
import { codeOf, type Stores } from './wiring.js';

/*
 * What reads returned mail is loaded where it is opened: most processes read none.
 */

/** Takes reports by SMTP, where it is configured. */
export async function openSmtpReceiver(stores: Stores): Promise<void> {
  const { config, secretKeys, log, closers } = stores;
  const { returnPath, feedback } = config;
  if (feedback.inboundSmtp === null || returnPath === null) return;
  const { isExpectedRecipient } = await import('../feedback/inbound/expected-recipient.js');
  const { receiveMail } = await import('../feedback/inbound/receive-mail.js');
  const { listenForReports } = await import('../feedback/inbound/smtp-receiver.js');
  const inbound = await openInbound(stores);
  const expected = { secretKeys, returnPath, mailboxes: feedback.mailboxes };
  const receiver = await listenForReports({
    ...feedback.inboundSmtp,
    name: returnPath.domain,
    isExpected: (recipient) => isExpectedRecipient(expected, recipient),
    receive: (raw, recipients) => receiveMail(inbound, { raw, recipients, source: 'smtp' }),
    onFault: (error) => log.warn({ code: codeOf(error) }, 'inbound-smtp-fault'),
  });
  closers.add('inbound-smtp', () => receiver.stop());
  log.info({ port: receiver.port }, 'inbound-smtp-started');
}

/** Reads the mailbox that mail comes back to, where one is configured. */
export async function openImapReader(stores: Stores): Promise<void> {
  const { config, database, log, closers } = stores;
  const { imap } = config.feedback;
  if (imap === null) return;
  const { startImapReader } = await import('../feedback/inbound/imap-reader.js');
  const { receiveMail } = await import('../feedback/inbound/receive-mail.js');
  const inbound = await openInbound(stores);
  const reader = startImapReader({
    ...imap,
    database,
    log,
    receive: (raw, alongside) => receiveMail(inbound, { raw, recipients: [], source: 'imap' }, alongside),
  });
  closers.add('imap-reader', () => reader.stop());
}

/** What receiving mail needs; the thread that reads it is closed with everything else. */
export async function openInbound(stores: Stores, deadlineMs?: number): Promise<InboundContext> {
  const { config, database, secretKeys, keyring, clock, log, closers } = stores;
  const { openMailReader } = await import('../feedback/inbound/open-mail-reader.js');
  const reader = openMailReader(deadlineMs === undefined ? {} : { deadlineMs });
  closers.add('mail-reader', () => reader.close());
  return {
    acting: { database, softBounces: config.feedback.softBounces, log },
    keys: { secretKeys, messageIdKey: keyring.messageIdKey },
    reader,
    ownDomains: ownDomains(config),
    clock,
    loops: { domains: config.feedback.loopDomains },
  };
}

function ownDomains({ mailFrom, dkim, returnPath }: Config): string[] {
  const names = [domainOf(mailFrom.address), returnPath?.domain ?? '', ...dkim.map(({ domain }) => domain)];
  return [...new Set(names.map(domainToASCII).filter((name) => name !== ''))];
}
