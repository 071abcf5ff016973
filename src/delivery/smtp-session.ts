import { Readable } from 'node:stream';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SMTPError } from 'nodemailer/lib/smtp-connection';
import { needsSmtpUtf8 } from '../model/address.js';
import type { Envelope, Outcome } from '../model/delivery.js';
import {
  type ConnectSettings,
  connectionError,
  connectSmtp,
  QUIT_WITHIN_MS,
  settle,
} from './smtp-connect.js';
import { failureOutcome, outcomeOf } from './smtp-failure.js';
import { parseReply } from './smtp-reply.js';

export interface SessionSettings extends ConnectSettings {
  /** For one message from MAIL FROM to the last reply, however busy the connection looks. */
  readonly messageTimeoutMs: number;
}

/** How one message fared, and the connection with it. */
export interface Sending {
  readonly outcome: Outcome;
  /** The connection stands ready for the next message. */
  readonly reusable: boolean;
  /** The connection ended, and not because of this message: a fresh one may carry it at once. */
  readonly stale: boolean;
}

/** One connection to the relay, greeted, encrypted and logged in. It carries one message at a time. */
export interface SmtpSession {
  send(envelope: Envelope, message: Buffer): Promise<Sending>;
  readonly ended: () => boolean;
  /** Says QUIT and closes; resolves when the connection has ended, which it does within a second. */
  quit(): Promise<void>;
}

/**
 * @param stop ends whatever is under way
 * @throws as {@link connectSmtp}
 */
export async function openSession(settings: SessionSettings, stop: AbortSignal): Promise<SmtpSession> {
  const { connection, greeting } = await connectSmtp(settings, stop);
  const wire: Wire = { connection, settings, stop };
  const offersUtf8 = /^250[ -]SMTPUTF8\b/im.test(greeting);
  let refused = false;
  return {
    async send(envelope, message) {
      // RFC 6531 §3.1: such an address may only be sent where SMTPUTF8 is offered.
      if (!offersUtf8 && needsSmtpUtf8(envelope.to)) return needsUtf8;
      const broken = refused ? await resetFault(wire) : null;
      const sending = broken ?? (await sendOn(wire, envelope, message));
      refused = sending.outcome.class !== 'delivered';
      if (!sending.reusable) connection.close();
      return sending;
    },
    ended: () => connection.destroyed,
    quit: () => quit(connection),
  };
}

const needsUtf8: Sending = {
  outcome: {
    class: 'rejected',
    replyCode: null,
    replyStatus: null,
    replyText: 'the relay does not offer SMTPUTF8, which this address needs',
  },
  reusable: true,
  stale: false,
};

interface Wire {
  readonly connection: SMTPConnection;
  readonly settings: SessionSettings;
  readonly stop: AbortSignal;
}

async function sendOn(wire: Wire, envelope: Envelope, message: Buffer): Promise<Sending> {
  let dotSent = false;
  const source = readableOf(message, wire.connection, () => {
    dotSent = true;
  });
  const end = await carry(wire, { ...envelope, size: message.length }, source);
  if ('reply' in end && dotSent) {
    return { outcome: outcomeOf(parseReply('final', end.reply)), reusable: true, stale: false };
  }
  // An answer to a message that is still on its way is none.
  const error = 'reply' in end ? connectionError('early reply', 'EPROTOCOL') : end.error;
  const outcome = failureOutcome(error, { connected: true, dotSent });
  const answered = outcome.replyCode !== null && (dotSent || error.code === 'EENVELOPE');
  const reusable = answered && !wire.connection.destroyed;
  return { outcome, reusable, stale: !dotSent && isStale(error) };
}

/** The server had ended the connection, or wants no further message on it. */
function isStale(error: SMTPError): boolean {
  if (error.responseCode !== undefined) return error.responseCode === 421;
  return error.code === 'ECONNECTION' || error.code === 'ESOCKET';
}

type CarryEnd = { readonly reply: string } | { readonly error: SMTPError };

/** Always settles: by the server, by the time a message may take, or by the signal. */
function carry(
  { connection, settings, stop }: Wire,
  envelope: SMTPConnection.Envelope,
  source: Readable,
): Promise<CarryEnd> {
  return new Promise((resolve) => {
    const finish = (end: CarryEnd): void => {
      clearTimeout(timer);
      stop.removeEventListener('abort', abort);
      resolve(end);
    };
    const giveUp = (error: SMTPError): void => {
      // Closing forgets the callback of the message.
      connection.close();
      finish({ error });
    };
    const abort = (): void => giveUp(connectionError('stopped'));
    const timer = setTimeout(
      () => giveUp(connectionError('the message took too long', 'ETIMEDOUT')),
      settings.messageTimeoutMs,
    );
    stop.addEventListener('abort', abort);
    if (stop.aborted) return abort();
    connection.send(envelope, source, (error, sent) => {
      if (error) finish({ error });
      else finish(sent === undefined ? { error: connectionError('no reply') } : { reply: sent.response });
    });
  });
}

/**
 * The message as a stream, which tells when its end is handed on: the final dot follows at once. Its end waits
 * until the socket has taken the body, so that a connection that breaks before is known to have broken before.
 */
function readableOf(message: Buffer, connection: SMTPConnection, onEnd: () => void): Readable {
  let begun = false;
  const source = new Readable({
    read() {
      if (!begun) this.push(message);
      // A stream asks for more before it passes on what it has; a turn later the body is with the socket.
      else setImmediate(endWhenTaken);
      begun = true;
    },
  });
  const end = (): void => {
    if (source.destroyed) return;
    onEnd();
    source.push(null);
  };
  const endWhenTaken = (): void => {
    const socket = connection._socket || null;
    if (socket?.writableNeedDrain) socket.once('drain', end);
    else end();
  };
  return source;
}

/**
 * Ends a transaction that was refused (RFC 5321 §4.1.1.5), so that the next one is not out of order. It is
 * left to the next message, so that no outcome waits for it.
 * @returns null where it went well
 */
async function resetFault({ connection, stop }: Wire): Promise<Sending | null> {
  try {
    await settle(connection, stop, (done) => connection.reset(done));
    return null;
  } catch (error) {
    const outcome = failureOutcome(error as SMTPError, { connected: false, dotSent: false });
    return { outcome, reusable: false, stale: true };
  }
}

function quit(connection: SMTPConnection): Promise<void> {
  if (connection.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => connection.close(), QUIT_WITHIN_MS);
    connection.once('end', () => {
      clearTimeout(timer);
      resolve();
    });
    connection.quit();
  });
}
