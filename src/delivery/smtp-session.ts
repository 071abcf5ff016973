import { Readable } from 'node:stream';
import SMTPConnection, { type SMTPError } from 'nodemailer/lib/smtp-connection';
import { needsSmtpUtf8 } from '../model/address.js';
import type { Envelope, Outcome } from '../model/delivery.js';
import { failureOutcome, outcomeOf } from './smtp-failure.js';
import { parseReply } from './smtp-reply.js';
import type { SmtpAddress } from './smtp-url.js';

const QUIT_WITHIN_MS = 1_000;
const MOST_REPLY_OCTETS = 64 * 1024;

export interface SessionSettings {
  readonly address: SmtpAddress;
  /** The name of EHLO. */
  readonly name: string;
  readonly connectTimeoutMs: number;
  readonly greetingTimeoutMs: number;
  readonly idleTimeoutMs: number;
  /** For one message from MAIL FROM to the last reply, however busy the connection looks. */
  readonly messageTimeoutMs: number;
}

/** How one message fared, and the connection with it. */
export interface Sending {
  readonly outcome: Outcome;
  /** The connection stands ready for the next message. */
  readonly reusable: boolean;
  /** The connection ended before the message had begun to matter: a fresh one may carry it at once. */
  readonly stale: boolean;
}

/** One connection to the relay, greeted, encrypted and logged in. It carries one message at a time. */
export interface SmtpSession {
  send(envelope: Envelope, message: Buffer, stop: AbortSignal): Promise<Sending>;
  readonly ended: () => boolean;
  /** Says QUIT and closes; resolves when the connection has ended, which it does within a second. */
  quit(): Promise<void>;
}

/**
 * Connects, upgrades to TLS where it is offered, and logs in.
 * @throws an error of nodemailer; {@link failureOutcome} reads it
 */
export async function openSession(settings: SessionSettings, stop: AbortSignal): Promise<SmtpSession> {
  const connection = new SMTPConnection(connectionOptions(settings));
  // Every error is heard where it matters; without a listener it would end the process.
  connection.on('error', () => undefined);
  const { login } = settings.address;
  try {
    await step(connection, stop, (done) => connection.connect(done));
    const greeting = connection.lastServerResponse || '';
    if (login !== null && connection.allowsAuth) {
      const credentials = { user: login.user, pass: login.password };
      await step(connection, stop, (done) => connection.login({ credentials }, done));
    }
    return sessionOn(connection, settings, /^250[ -]SMTPUTF8\b/im.test(greeting));
  } catch (error) {
    connection.close();
    throw error;
  }
}

function connectionOptions({ address, name, ...timeouts }: SessionSettings): SMTPConnection.Options {
  return {
    host: address.host,
    port: address.port,
    secure: address.secure,
    requireTLS: address.requireTls,
    ignoreTLS: address.ignoreTls,
    name,
    connectionTimeout: timeouts.connectTimeoutMs,
    greetingTimeout: timeouts.greetingTimeoutMs,
    socketTimeout: timeouts.idleTimeoutMs,
    dnsTimeout: timeouts.connectTimeoutMs,
    maxResponseSize: MOST_REPLY_OCTETS,
    socketCloseTimeout: QUIT_WITHIN_MS,
    // Without it a relay on this machine is not found where there is no other network.
    allowInternalNetworkInterfaces: true,
    tls: {
      rejectUnauthorized: address.rejectUnauthorized,
      ...(address.servername === null ? {} : { servername: address.servername }),
    },
  };
}

type Done = (error?: SMTPError | null) => void;

/** One step of setting up: its callback, an error of the connection, its end or the signal, whichever is first. */
function step(connection: SMTPConnection, stop: AbortSignal, begin: (done: Done) => void): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const fail = (error: Error): void => settle(() => reject(error));
    const end = (): void => fail(closed('the connection ended'));
    const abort = (): void => fail(closed('stopped'));
    const settle = (how: () => void): void => {
      connection.off('error', fail).off('end', end);
      stop.removeEventListener('abort', abort);
      how();
    };
    connection.on('error', fail).on('end', end);
    stop.addEventListener('abort', abort);
    if (stop.aborted) return abort();
    begin((error) => (error ? fail(error) : settle(resolve)));
  });
}

function closed(message: string): SMTPError {
  return Object.assign(new Error(message), { code: 'ECONNECTION' });
}

function sessionOn(connection: SMTPConnection, settings: SessionSettings, utf8: boolean): SmtpSession {
  return {
    send(envelope, message, stop) {
      // RFC 6531 §3.1: such an address may only be sent where SMTPUTF8 is offered.
      if (!utf8 && needsSmtpUtf8(envelope.to)) return Promise.resolve(withoutUtf8);
      return sendOn(connection, settings, envelope, message, stop);
    },
    ended: () => connection.destroyed,
    quit: () => quit(connection),
  };
}

const withoutUtf8: Sending = {
  outcome: {
    class: 'rejected',
    replyCode: null,
    replyStatus: null,
    replyText: 'the relay does not offer SMTPUTF8, which this address needs',
  },
  reusable: true,
  stale: false,
};

async function sendOn(
  connection: SMTPConnection,
  settings: SessionSettings,
  envelope: Envelope,
  message: Buffer,
  stop: AbortSignal,
): Promise<Sending> {
  let dotSent = false;
  const source = readableOf(message, () => {
    dotSent = true;
  });
  const result = await carried(connection, settings, { envelope, message, source, stop });
  if (typeof result === 'string') {
    // An answer to a message that is still on its way is none.
    if (!dotSent) connection.close();
    const outcome = dotSent
      ? outcomeOf(parseReply('final', result))
      : failureOutcome(closed('early reply'), wire(false));
    return { outcome, reusable: dotSent, stale: false };
  }
  const outcome = failureOutcome(result, wire(dotSent));
  const answered = outcome.replyCode !== null && !connection.destroyed;
  const reusable = answered && (dotSent || result.code === 'EENVELOPE') && (await reset(connection, stop));
  if (!reusable) connection.close();
  return { outcome, reusable, stale: !dotSent && isStale(result) };
}

const wire = (dotSent: boolean) => ({ connected: true, dotSent });

/** The server had ended the connection before this message, or wants no further one on it. */
function isStale(error: SMTPError): boolean {
  if (error.responseCode !== undefined) return error.responseCode === 421;
  return error.code === 'ECONNECTION' || error.code === 'ESOCKET';
}

interface Cargo {
  readonly envelope: Envelope;
  readonly message: Buffer;
  readonly source: Readable;
  readonly stop: AbortSignal;
}

/** The last reply, or the error. Always settles: by the server, the time a message may take, or the signal. */
function carried(
  connection: SMTPConnection,
  { messageTimeoutMs }: SessionSettings,
  { envelope, message, source, stop }: Cargo,
): Promise<string | SMTPError> {
  return new Promise((resolve) => {
    const settle = (result: string | SMTPError): void => {
      clearTimeout(timer);
      stop.removeEventListener('abort', abort);
      resolve(result);
    };
    const giveUp = (error: SMTPError): void => {
      // Closing forgets the callback of the message.
      connection.close();
      settle(error);
    };
    const abort = (): void => giveUp(closed('stopped'));
    const timer = setTimeout(
      () => giveUp(Object.assign(new Error('the message took too long'), { code: 'ETIMEDOUT' })),
      messageTimeoutMs,
    );
    stop.addEventListener('abort', abort);
    const { from, to } = envelope;
    connection.send({ from, to, size: message.length }, source, (error, sent) =>
      settle(error ?? sent?.response ?? closed('no reply')),
    );
  });
}

/** The message as a stream, which tells when its last byte was taken: the final dot follows at once. */
function readableOf(message: Buffer, onTaken: () => void): Readable {
  const source = new Readable({
    read() {
      this.push(message);
      this.push(null);
    },
  });
  return source.once('end', onTaken);
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

/** Ends a transaction that was refused (RFC 5321 §4.1.1.5), so that the next one is not out of order. */
async function reset(connection: SMTPConnection, stop: AbortSignal): Promise<boolean> {
  try {
    await step(connection, stop, (done) => connection.reset(done));
    return true;
  } catch {
    return false;
  }
}
