import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import { MINUTE_MS } from '../../durations.js';
import { MOST_MAIL_OCTETS } from './receive-mail.js';
import { openPlaces } from './smtp-places.js';

export interface SmtpReceiverOptions {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  /** What it calls itself: the domain that it receives for. */
  readonly name: string;
  /** PEM; null where STARTTLS is not offered. */
  readonly tls: { readonly key: string; readonly certificate: string } | null;
  readonly isExpected: (recipient: string) => boolean;
  /** Keeps a message; the sender is told 250 when it has resolved, and to come back when it rejects. */
  readonly receive: (raw: Buffer, recipients: readonly string[]) => Promise<void>;
  readonly onFault: (error: Error) => void;
  readonly mostBytes?: number;
  readonly mostClients?: number;
  /** How long a client may stay without a message. */
  readonly messageWithinMs?: number;
}

export interface SmtpReceiver {
  readonly port: number;
  /** Takes no more connections, lets open ones end for a moment, cuts the rest; may be called again. */
  stop(): Promise<void>;
}

/** Together with the size it bounds the memory: 200 MB. */
const MOST_CLIENTS = 40;
/** A message of dots comes in a million pieces, of which each costs more than it holds, until they are joined. */
const MOST_PIECES = 1_000;
const MOST_RECIPIENTS = 100;
const IDLE_MS = MINUTE_MS;
/** Who only says NOOP is never idle, and holds a place as well; RFC 5321 §4.5.3.2.7 asks for five minutes. */
const MESSAGE_WITHIN_MS = 5 * MINUTE_MS;
const STOP_WITHIN_MS = 5_000;

/**
 * An SMTP server (RFC 5321) for what comes back. It takes mail for signed return paths and named mailboxes only,
 * so nobody can relay through it or fill it with mail for others.
 */
export async function listenForReports(options: SmtpReceiverOptions): Promise<SmtpReceiver> {
  const { host, port, name, tls, isExpected, receive, onFault } = options;
  const places = openPlaces(options.messageWithinMs ?? MESSAGE_WITHIN_MS, (id) => letGo(server, id));
  const server: SMTPServer = new SMTPServer({
    name,
    banner: 'Broadsheet',
    size: options.mostBytes ?? MOST_MAIL_OCTETS,
    rejectOversized: true,
    maxClients: options.mostClients ?? MOST_CLIENTS,
    maxRecipients: MOST_RECIPIENTS,
    authOptional: true,
    disabledCommands: tls === null ? ['AUTH', 'STARTTLS'] : ['AUTH'],
    ...(tls === null ? {} : { key: tls.key, cert: tls.certificate }),
    disableReverseLookup: true,
    hideENHANCEDSTATUSCODES: false,
    socketTimeout: IDLE_MS,
    closeTimeout: STOP_WITHIN_MS,
    logger: false,
    onConnect: ({ id, remoteAddress }, done) =>
      done(places.take(id, remoteAddress) ? null : reply(421, 'Too many connections')),
    onClose: ({ id }) => places.leave(id),
    onRcptTo: ({ address }, _session, done) =>
      isPostmaster(address) || isExpected(address) ? done() : done(reply(550, 'No such address here')),
    onData: (stream, { id, envelope }, done) => {
      places.stay(id);
      const recipients = envelope.rcptTo.map(({ address }) => address);
      keep(stream, (raw) => receive(raw, recipients)).then(
        (kept) => done(kept ? null : reply(552, 'The message is too large')),
        (error: Error) => {
          onFault(error);
          done(reply(451, 'The message could not be kept; try again later'));
        },
      );
    },
  });
  const address = await listening(server, port, host);
  server.on('error', onFault);
  let stopping: Promise<void> | null = null;
  return {
    port: address.port,
    stop: () => {
      stopping ??= new Promise((resolve) => server.close(() => resolve()));
      return stopping;
    },
  };
}

function listening(server: SMTPServer, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const opened = server.listen(port, host, () => resolve(opened.address() as AddressInfo));
  });
}

/** Says why and closes. */
function letGo(server: SMTPServer, id: string): void {
  for (const connection of server.connections) {
    if (connection.session.id !== id) continue;
    connection.send(421, '4.4.2 No message for too long');
    connection.close();
  }
}

/** RFC 5321 §4.5.1: taken wherever mail is taken, also without a domain. */
function isPostmaster(address: string): boolean {
  return /^postmaster(?:@|$)/i.test(address);
}

/** False where it is too large: it is read to its end, so that the refusal stands where the sender looks for it. */
async function keep(stream: SMTPServerDataStream, receive: (raw: Buffer) => Promise<void>): Promise<boolean> {
  let joined: Buffer[] = [];
  let pieces: Buffer[] = [];
  for await (const chunk of stream) {
    if (stream.sizeExceeded) [joined, pieces] = [[], []];
    else if (pieces.push(chunk as Buffer) === MOST_PIECES) {
      joined.push(Buffer.concat(pieces));
      pieces = [];
    }
  }
  if (stream.sizeExceeded) return false;
  await receive(Buffer.concat([...joined, ...pieces]));
  return true;
}

function reply(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}
