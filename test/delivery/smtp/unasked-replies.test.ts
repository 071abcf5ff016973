import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import {
  openSmtpConnection,
  type SmtpConnection,
  type SmtpConnectionOptions,
} from '../../../src/delivery/smtp/smtp-connection.js';
import { startHostileSmtp } from '../../support/hostile-smtp.js';

const message = Buffer.from('Subject: invented\r\n\r\nNothing but an invention.\r\n');
const to = (name: string) => ({ from: 'papers@example.org', to: `${name}@example.net` });

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function connectionTo(url: string, options: Partial<SmtpConnectionOptions> = {}): SmtpConnection {
  const connection = openSmtpConnection({ url, name: 'sender.example.org', ...options });
  closers.push(() => connection.close());
  return connection;
}

/** A server that has TLS and no SMTPUTF8, and whether its messages came under TLS. */
async function startRelay(): Promise<{ readonly port: number; readonly secure: boolean[] }> {
  const secure: boolean[] = [];
  const server = new SMTPServer({
    ...{
      authOptional: true,
      hideSMTPUTF8: true,
      disableReverseLookup: true,
      closeTimeout: 100,
      logger: false,
    },
    onData: (stream, session, done) => {
      stream.resume();
      stream.on('end', () => {
        secure.push(session.secure);
        done();
      });
    },
  });
  server.on('error', () => undefined);
  const { port } = await new Promise<AddressInfo>((resolve) => {
    const listener = server.listen(0, '127.0.0.1', () => resolve(listener.address() as AddressInfo));
  });
  closers.push(() => new Promise((resolve) => server.close(() => resolve())));
  return { port, secure };
}

interface Injection {
  readonly words: string;
  /** In one piece with the answer to STARTTLS, or when the client has begun with TLS. */
  readonly when: 'with the answer' | 'later';
}

/**
 * Whoever stands between client and server, and says something in plain behind the answer to STARTTLS.
 * @returns the URL of it
 */
async function standBetween(port: number, { words, when }: Injection): Promise<string> {
  const sockets = new Set<Socket>();
  const between = createServer({ noDelay: true }, (client) => {
    const server = connect({ port, host: '127.0.0.1', noDelay: true });
    let last: 'words' | 'asked' | 'answered' = 'words';
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        client.destroy();
        server.destroy();
      });
    }
    client.on('data', (octets: Buffer) => {
      if (last === 'answered' && when === 'later') client.write(words);
      last = octets.toString('latin1').startsWith('STARTTLS') ? 'asked' : 'words';
      server.write(octets);
    });
    server.on('data', (octets: Buffer) => {
      const isAnswer = last === 'asked';
      if (isAnswer) last = 'answered';
      client.write(
        isAnswer && when === 'with the answer' ? Buffer.concat([octets, Buffer.from(words)]) : octets,
      );
    });
  });
  await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => between.close(resolve));
  });
  return `smtp://127.0.0.1:${(between.address() as AddressInfo).port}?tls.rejectUnauthorized=false`;
}

describe('what is said in plain behind the answer to STARTTLS (RFC 3207 §6)', () => {
  it.each([
    ['a whole answer', '250-evil.example\r\n250 SMTPUTF8\r\n'],
    ['a line without end', '250-SMTPUTF8 '],
    ['more than is read at once', `${'250-SMTPUTF8\r\n'.repeat(3_000)}250 SMTPUTF8\r\n`],
  ])('is not heard under TLS: %s', async (_name, words) => {
    const { port, secure } = await startRelay();
    const connection = connectionTo(await standBetween(port, { words, when: 'with the answer' }));
    await expect(connection.verify()).resolves.toMatchObject({ smtpUtf8: false });
    expect(await connection.send(to('a'), message, null)).toMatchObject({ class: 'delivered' });
    expect(secure).toEqual([true]);
  });

  it('is no TLS once TLS has begun', async () => {
    const { port, secure } = await startRelay();
    const words = '250-evil.example\r\n250 SMTPUTF8\r\n';
    const connection = connectionTo(await standBetween(port, { words, when: 'later' }));
    expect(await connection.send(to('a'), message, null)).toMatchObject({ class: 'configuration' });
    expect(secure).toEqual([]);
  });

  it('is not waited for longer than a greeting where it has no end', async () => {
    const { port, secure } = await startRelay();
    const url = await standBetween(port, { words: '250-SMTPUTF8\r\n250-', when: 'with the answer' });
    const connection = connectionTo(url, { greetingTimeoutMs: 60, idleTimeoutMs: 60 });
    expect(await connection.send(to('a'), message, null)).toMatchObject({ replyCode: null });
    expect(secure).toEqual([]);
  });
});

describe('what is said behind the last answer before a message', () => {
  it.each([
    ['421', '421 4.7.0 Too many', { class: 'throttled', replyCode: 421, replyText: 'Too many' }],
    ['a refusal', '554 5.7.1 Nobody', { class: 'configuration', replyCode: 554 }],
    [
      'an answer to nothing',
      '250 2.0.0 Ok',
      { class: 'throttled', replyText: 'no reply (connect, EPROTOCOL)' },
    ],
  ])('is no answer to a message, which does not begin: %s', async (_name, said, outcome) => {
    const server = await startHostileSmtp({
      act: (step) =>
        step === 'ehlo' ? { reply: `250-hostile.example\n250 PIPELINING\n${said}` } : undefined,
    });
    closers.push(server.stop);
    expect(await connectionTo(server.url).send(to('a'), message, null)).toMatchObject(outcome);
    expect(server.commands).toEqual(['EHLO sender.example.org']);
  });
});

describe('answers of many connections at once', () => {
  it.each([1, 400])('are not mixed up, in %i lines each', async (lines) => {
    const more = `250-2.0.0 ${'.'.repeat(60)}\n`.repeat(lines);
    const server = await startHostileSmtp({
      act: (step, { recipient, message: count }) =>
        step === 'dot' ? { reply: `250-2.0.0 ${recipient} ${count}\n${more}250 2.0.0 Ok` } : undefined,
    });
    closers.push(server.stop);
    const sendOn = async (at: number): Promise<void> => {
      const connection = connectionTo(server.url);
      const envelope = to(`reader-${at}`);
      for (let count = 1; count <= 20; count += 1) {
        const { class: kind, replyText } = await connection.send(envelope, message, envelope);
        expect(kind).toBe('delivered');
        expect(replyText).toMatch(new RegExp(`^reader-${at}@example.net ${count} `));
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, at) => sendOn(at)));
    expect(server.connections()).toBe(8);
  });
});
