import { isIPv4 } from 'node:net';
import { BroadsheetError } from '../errors.js';
import type { Config } from './config.js';

/**
 * Refuses to show the built-in mailbox to a network: its pages have no login, and every link in its mails acts for
 * the reader it was written to.
 * @throws BroadsheetError CONFIG_INVALID
 */
export function refuseExposedMailbox({ role, relays, host, mailboxOpen }: Config): void {
  if (role === 'worker' || relays.length > 0 || mailboxOpen || isLoopback(host)) return;
  throw new BroadsheetError(
    'CONFIG_INVALID',
    `Without SMTP_URL all mail stays in the mailbox at /mailbox, which has no login, and HOST=${host} shows it with every link in it to whoever reaches the port. Set SMTP_URL, or HOST=127.0.0.1, or MAILBOX=open where everybody who reaches the port may read it.`,
  );
}

/** Whether only this machine reaches what listens on it. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}
