import { needsSmtpUtf8 } from '../../model/address.js';
import type { Envelope, Outcome } from '../../model/delivery.js';
import { isSevenBit, type OutgoingMessage, octetsOf } from './outgoing-message.js';
import type { SmtpExtensions } from './smtp-extensions.js';

/** What would end the path, or the command (RFC 5321 §4.1.2). */
const NOT_IN_A_PATH = /[<>\s\p{Cc}]/u;

export interface EnvelopeCommands {
  readonly mail: string;
  readonly rcpt: string;
}

/**
 * The commands of an envelope, each with its CRLF.
 * @param message null where it is not known yet; then nothing is said of its size
 */
export function envelopeCommands(
  { from, to }: Envelope,
  message: OutgoingMessage | null,
  offered: SmtpExtensions,
): EnvelopeCommands {
  const utf8 = needsSmtpUtf8(to) || needsSmtpUtf8(from);
  const eightBit = message === null ? utf8 : offered.eightBitMime && !isSevenBit(message);
  const size = offered.size && message !== null ? ` SIZE=${octetsOf(message)}` : '';
  const body = offered.eightBitMime && eightBit ? ' BODY=8BITMIME' : '';
  return {
    mail: `MAIL FROM:<${from}>${size}${body}${utf8 ? ' SMTPUTF8' : ''}\r\n`,
    rcpt: `RCPT TO:<${to}>\r\n`,
  };
}

/** Why an envelope cannot be put to this server; null where it can. */
export function envelopeFault({ from, to }: Envelope, offered: SmtpExtensions): Outcome | null {
  if (to === '' || NOT_IN_A_PATH.test(to) || NOT_IN_A_PATH.test(from)) {
    return rejected('the address cannot stand in an SMTP command');
  }
  // RFC 6531 §3.1: such an address may only be sent where SMTPUTF8 is offered.
  if (!offered.smtpUtf8 && needsSmtpUtf8(to)) {
    return rejected('the relay does not offer SMTPUTF8, which this address needs');
  }
  return null;
}

/** Why a message cannot be put to this server; null where it can. */
export function messageFault(message: OutgoingMessage, offered: SmtpExtensions): Outcome | null {
  return octetsOf(message) > offered.largest
    ? rejected('the message is larger than the relay takes (SIZE)')
    : null;
}

function rejected(replyText: string): Outcome {
  return { class: 'rejected', replyCode: null, replyStatus: null, replyText };
}
