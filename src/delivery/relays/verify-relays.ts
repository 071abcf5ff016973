import { BroadsheetError } from '../../errors.js';
import { needsSmtpUtf8 } from '../../model/address.js';
import type { Relay } from './open-relays.js';

/**
 * Connects to each relay and logs in. A sender with letters beyond ASCII before the @ needs SMTPUTF8 of all of them
 * (RFC 6531 §3.1), or no message would leave.
 * @param sender the address of MAIL_FROM
 * @throws BroadsheetError SMTP_UNREACHABLE, or CONFIG_INVALID where a relay cannot send for this sender
 */
export async function verifyRelays(relays: readonly Relay[], sender: string): Promise<void> {
  for (const { name, connections } of relays) {
    const offered = await connections[0]?.verify();
    if (offered === undefined || offered.smtpUtf8 || !needsSmtpUtf8(sender)) continue;
    throw new BroadsheetError(
      'CONFIG_INVALID',
      `MAIL_FROM has letters beyond ASCII before the @, and the mail server ${name} does not offer SMTPUTF8, which such a sender needs: it would take no message. Give MAIL_FROM an address of plain letters, or name a server that offers it.`,
    );
  }
}

/**
 * The same at the start of a worker, where a relay that does not answer is no reason to end: it may be back when the
 * first mail is due.
 */
export async function refuseSenderOfNoRelay(relays: readonly Relay[], sender: string): Promise<void> {
  if (!needsSmtpUtf8(sender)) return;
  for (const relay of relays) {
    await verifyRelays([relay], sender).catch((error: unknown) => {
      if (error instanceof BroadsheetError && error.code === 'SMTP_UNREACHABLE') return;
      throw error;
    });
  }
}
