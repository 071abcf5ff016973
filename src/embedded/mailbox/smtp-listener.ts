import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import type { Envelope } from './summarise.js';

export interface SmtpListener {
  /** On loopback. */
  readonly port: number;
  /** Takes no more connections, lets open ones end for a moment, cuts the rest. */
  stop(): Promise<void>;
}

/** 10 MB: a digest has about 50 KB. Announced as SIZE (RFC 1870). */
const MOST_BYTES = 10_000_000;
const STOP_WITHIN_MS = 1000;

/**
 * An SMTP server on loopback with PIPELINING, SIZE, 8BITMIME and SMTPUTF8 that hands each whole message to
 * `keep` and says 250 when that has resolved. When it rejects the sender is told to come back (RFC 3463 4.3.0).
 */
export async function listenForMail(
  keep: (raw: Buffer, envelope: Envelope) => Promise<void>,
  onFault: (error: Error) => void,
): Promise<SmtpListener> {
  const server = new SMTPServer({
    name: 'mailbox.localhost',
    banner: 'Broadsheet built-in mailbox',
    size: MOST_BYTES,
    rejectOversized: true,
    maxRecipients: 100,
    maxClients: 200,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    hideENHANCEDSTATUSCODES: false,
    closeTimeout: STOP_WITHIN_MS,
    logger: false,
    onData: (stream, { envelope }, done) => {
      const { mailFrom, rcptTo } = envelope;
      const from = mailFrom === false ? '' : mailFrom.address;
      const to = rcptTo.map(({ address }) => address);
      receive(stream, (raw) => keep(raw, { from, to })).then(
        () => done(),
        (error: Error) => {
          onFault(error);
          done(Object.assign(new Error('The message could not be kept'), { responseCode: 451 }));
        },
      );
    },
  });
  const { port } = await new Promise<AddressInfo>((resolve, reject) => {
    const listening = server.listen(0, '127.0.0.1', () => resolve(listening.address() as AddressInfo));
    server.once('error', reject);
  });
  server.on('error', onFault);
  return { port, stop: () => new Promise((resolve) => server.close(() => resolve())) };
}

async function receive(stream: SMTPServerDataStream, keep: (raw: Buffer) => Promise<void>): Promise<void> {
  let chunks: Buffer[] = [];
  for await (const chunk of stream) {
    // Read to its end, so that the refusal stands where the sender looks for it, but not kept in memory.
    if (stream.sizeExceeded) chunks = [];
    else chunks.push(chunk as Buffer);
  }
  if (!stream.sizeExceeded) await keep(Buffer.concat(chunks));
}
