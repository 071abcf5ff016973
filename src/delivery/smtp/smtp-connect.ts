import type { NetConnectOpts, OnReadOpts, Socket } from 'node:net';
import SMTPConnection, { type SMTPError } from 'nodemailer/lib/smtp-connection';
import { MINUTE_MS } from '../../durations.js';
import type { SmtpAddress } from './smtp-url.js';
import { createSocketIntake, type TakeOctets } from './socket-intake.js';

export interface ConnectSettings {
  readonly address: SmtpAddress;
  /** The name of EHLO. */
  readonly name: string;
  readonly connectTimeoutMs: number;
  readonly greetingTimeoutMs: number;
  /** Of a connection that waits for the server. */
  readonly idleTimeoutMs: number;
}

export interface Connected {
  /** Greeted, encrypted and logged in; nobody listens to it. */
  readonly socket: Socket;
  /** What the server says goes to the taker from now on. */
  listen(take: TakeOctets): void;
  /** The server's answer to EHLO, the one under TLS where there is TLS. */
  readonly greeting: string;
}

/** How long a server may take to answer QUIT, or to close its side. */
export const QUIT_WITHIN_MS = 1_000;

/** RFC 5321 §4.5.3.2: five minutes for a reply before the message itself. */
const MOST_SETUP_WAIT_MS = 5 * MINUTE_MS;

const MOST_REPLY_OCTETS = 64 * 1024;

/**
 * Connects, upgrades to TLS where it is offered, and logs in where the URL names a user.
 * @throws an error of nodemailer, which smtp-failure.ts reads
 */
export async function connectSmtp(settings: ConnectSettings, stop: AbortSignal): Promise<Connected> {
  const connection = new SMTPConnection(optionsOf(settings));
  // Every error reaches the step that waits for it; without a listener it would end the process.
  connection.on('error', () => undefined);
  const intake = createSocketIntake(() => connection._socket);
  readBy(connection, intake.onread);
  const { login } = settings.address;
  try {
    await settle(connection, stop, (done) => connection.connect(done));
    const greeting = connection.lastServerResponse || '';
    if (login !== null && connection.allowsAuth) {
      const credentials = { user: login.user, pass: login.password };
      await settle(connection, stop, (done) => connection.login({ credentials }, done));
    }
    const socket = detach(connection);
    return { socket, greeting, listen: (take) => intake.listen(socket, take) };
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** How nodemailer opens its socket. */
interface Opener {
  _connectToHost(options: NetConnectOpts, secure: boolean): void;
}

/** Has its socket read into a buffer that is there already; under TLS from the first octet there is no such way. */
function readBy(connection: SMTPConnection, onread: OnReadOpts): void {
  const opener = connection as unknown as Opener;
  const open = opener._connectToHost.bind(connection);
  opener._connectToHost = (options, secure) => open(secure ? options : { ...options, onread }, secure);
}

/** The listeners that nodemailer puts on its socket, by event. */
const LISTENERS = {
  data: '_onSocketData',
  timeout: '_onSocketTimeout',
  close: '_onSocketClose',
  end: '_onSocketEnd',
  error: '_onSocketError',
} as const;

type Listeners = Readonly<Record<(typeof LISTENERS)[keyof typeof LISTENERS], () => void>>;

/** What nodemailer has read and not looked at yet, octet by octet. */
interface Unread {
  readonly _responseQueue: readonly string[];
  readonly _remainder: string;
}

/**
 * A server that says more than it was asked is about to go, or what it says next would answer the wrong command.
 * @throws what it said, where that is a refusal
 */
function refuseUnasked(connection: SMTPConnection): void {
  const { _responseQueue: replies, _remainder: rest } = connection as unknown as Unread;
  const said = [...replies, rest].join('\n').trim();
  if (said === '') return;
  const response = /^[45]\d\d[ -]/.test(said) ? { response: Buffer.from(said, 'latin1').toString() } : {};
  throw Object.assign(connectionError('the server spoke unasked', 'EPROTOCOL'), response);
}

/** Takes the socket over: from here on nodemailer is told nothing of it. */
function detach(connection: SMTPConnection): Socket {
  const socket = connection._socket;
  if (!socket || socket.destroyed) throw connectionError('the connection ended');
  refuseUnasked(connection);
  const listeners = connection as unknown as Listeners;
  for (const [event, name] of Object.entries(LISTENERS)) socket.off(event, listeners[name]);
  socket.setTimeout(0);
  return socket;
}

function optionsOf({ address, name, ...timeouts }: ConnectSettings): SMTPConnection.Options {
  return {
    host: address.host,
    port: address.port,
    secure: address.secure,
    requireTLS: address.requireTls,
    ignoreTLS: address.ignoreTls,
    name,
    connectionTimeout: timeouts.connectTimeoutMs,
    greetingTimeout: timeouts.greetingTimeoutMs,
    socketTimeout: Math.min(timeouts.idleTimeoutMs, MOST_SETUP_WAIT_MS),
    dnsTimeout: timeouts.connectTimeoutMs,
    socketCloseTimeout: QUIT_WITHIN_MS,
    maxResponseSize: MOST_REPLY_OCTETS,
    // Without it a relay on this machine is not found where there is no other network.
    allowInternalNetworkInterfaces: true,
    tls: {
      rejectUnauthorized: address.rejectUnauthorized,
      ...(address.servername === null ? {} : { servername: address.servername }),
    },
  };
}

type Done = (error?: SMTPError | null) => void;

/**
 * One step on a connection: settled by its callback, an error or the end of the connection, or the signal,
 * whichever is first. Callbacks alone are not enough, a connection that ends forgets them.
 */
function settle(connection: SMTPConnection, stop: AbortSignal, begin: (done: Done) => void): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const finish = (how: () => void): void => {
      connection.off('error', fail).off('end', end);
      stop.removeEventListener('abort', abort);
      how();
    };
    const fail = (error: Error): void => finish(() => reject(error));
    const end = (): void => fail(connectionError('the connection ended'));
    const abort = (): void => fail(connectionError('stopped'));
    connection.on('error', fail).on('end', end);
    stop.addEventListener('abort', abort);
    if (stop.aborted) abort();
    else begin((error) => (error ? fail(error) : finish(resolve)));
  });
}

/** An error as nodemailer makes it for a connection that broke. */
function connectionError(message: string, code = 'ECONNECTION'): SMTPError {
  return Object.assign(new Error(message), { code });
}
