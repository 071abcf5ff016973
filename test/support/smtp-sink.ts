import type { AddressInfo } from 'node:net';
import {
  SMTPServer,
  type SMTPServerDataStream,
  type SMTPServerOptions,
  type SMTPServerSession,
} from 'smtp-server';

export interface SunkMessage {
  readonly from: string;
  readonly to: string[];
  readonly raw: Buffer;
}

/** A refusal such as `{code: 550, text: '5.1.1 No such user'}`; a code below 400 is not one. */
interface SmtpReply {
  readonly code: number;
  readonly text: string;
}

type Verdict<T> = T | undefined | Promise<T | undefined>;

export interface SmtpSinkOptions
  extends Pick<
    SMTPServerOptions,
    'hideSMTPUTF8' | 'hide8BITMIME' | 'hidePIPELINING' | 'hideENHANCEDSTATUSCODES' | 'maxClients' | 'size'
  > {
  /** Asked at MAIL FROM. */
  onMail?(address: string): Verdict<SmtpReply>;
  /** Asked for each recipient. */
  onRcpt?(address: string): Verdict<SmtpReply>;
  /**
   * Asked when the message has arrived whole. `drop`: the connection is cut after the final dot without an
   * answer, and the message is kept. A message that is refused is not kept.
   */
  onData?(message: SunkMessage): Verdict<SmtpReply | 'drop'>;
  /** The port to listen on, for a server that comes back; any free one otherwise. */
  readonly port?: number;
  /** How many messages are kept at most; further ones are refused with 452. 100,000 otherwise. */
  readonly maxMessages?: number;
}

export interface SmtpSink {
  /** smtp://127.0.0.1:port */
  readonly url: string;
  readonly port: number;
  readonly messages: SunkMessage[];
  /** Connections accepted so far. */
  readonly connections: () => number;
  /** Cuts open connections and closes; may be called again. */
  stop(): Promise<void>;
}

const MOST_BYTES = 10_000_000;

/** A real SMTP server on loopback that keeps what it is given. */
export async function startSmtpSink(options: SmtpSinkOptions = {}): Promise<SmtpSink> {
  const { onMail, onRcpt, onData, port = 0, maxMessages = 100_000, ...hidden } = options;
  const messages: SunkMessage[] = [];
  let connections = 0;
  const receive = async (stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> => {
    const raw = await readAll(stream);
    if (stream.sizeExceeded) throw refusal({ code: 552, text: '5.3.4 Message too big' });
    if (messages.length >= maxMessages) throw refusal({ code: 452, text: '4.3.1 Full' });
    const { mailFrom, rcptTo } = session.envelope;
    const from = mailFrom === false ? '' : mailFrom.address;
    const message = { from, to: rcptTo.map(({ address }) => address), raw };
    const verdict = await onData?.(message);
    if (verdict !== undefined && verdict !== 'drop') throw refusal(verdict);
    messages.push(message);
    if (verdict === 'drop') cut(server, session.id);
  };
  const server = new SMTPServer({
    size: MOST_BYTES,
    ...hidden,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 100,
    logger: false,
    onConnect: (_session, done) => {
      connections += 1;
      done();
    },
    onMailFrom: ({ address }, _session, done) => answer(async () => onMail?.(address), done),
    onRcptTo: ({ address }, _session, done) => answer(async () => onRcpt?.(address), done),
    onData: (stream, session, done) => {
      receive(stream, session).then(() => done(), done);
    },
  });
  // A client that goes away in the middle is part of what is tested.
  server.on('error', () => undefined);
  const listening = await new Promise<AddressInfo>((resolve, reject) => {
    const listener = server.listen(port, '127.0.0.1', () => resolve(listener.address() as AddressInfo));
    listener.once('error', reject);
  });
  let stopped: Promise<void> | null = null;
  return {
    url: `smtp://127.0.0.1:${listening.port}`,
    port: listening.port,
    messages,
    connections: () => connections,
    stop: () => {
      stopped ??= new Promise<void>((resolve) => server.close(() => resolve()));
      return stopped;
    },
  };
}

function answer(ask: () => Promise<SmtpReply | undefined>, done: (error?: Error | null) => void): void {
  ask().then((reply) => done(reply === undefined ? null : refusal(reply)), done);
}

function refusal({ code, text }: SmtpReply): Error {
  return Object.assign(new Error(text), { responseCode: code });
}

async function readAll(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    if (!stream.sizeExceeded) chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function cut(server: SMTPServer, sessionId: string): void {
  for (const connection of server.connections) {
    if (connection.session.id === sessionId) connection._socket.destroy();
  }
}
