import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { openSmtpConnection } from '../../../src/delivery/smtp/smtp-connection.js';
import type { Outcome } from '../../../src/model/delivery.js';
import { startHostileSmtp } from '../../support/hostile-smtp.js';

const message = Buffer.from('Subject: invented\r\n\r\nNothing but an invention.\r\n');
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Seen {
  readonly secure: boolean;
  readonly user: unknown;
}

/** A server with the self-signed certificate that smtp-server brings, and one login: reader, right. */
async function relay(options: SMTPServerOptions): Promise<{ readonly at: string; readonly seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = new SMTPServer({
    authMethods: ['PLAIN', 'LOGIN', 'CRAM-MD5'],
    disableReverseLookup: true,
    closeTimeout: 100,
    logger: false,
    onAuth: ({ username, password, validatePassword }, _session, done) => {
      const right = password === undefined ? validatePassword('right') : password === 'right';
      if (username === 'reader' && right) done(null, { user: username });
      else done(Object.assign(new Error('Authentication failed'), { responseCode: 535 }));
    },
    onData: (stream, session, done) => {
      stream.resume();
      stream.on('end', () => {
        seen.push({ secure: session.secure, user: session.user });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  const { port } = await new Promise<AddressInfo>((resolve) => {
    const listener = server.listen(0, '127.0.0.1', () => resolve(listener.address() as AddressInfo));
  });
  closers.push(() => new Promise((resolve) => server.close(() => resolve())));
  return { at: `127.0.0.1:${port}`, seen };
}

async function sendTo(url: string): Promise<Outcome> {
  const connection = openSmtpConnection({ url, name: 'sender.example.org' });
  closers.push(() => connection.close());
  return connection.send({ from: 'papers@example.org', to: 'reader@example.net' }, message, null);
}

describe('TLS', () => {
  it('is used from the first byte with smtps, and a certificate of nobody’s is refused', async () => {
    const { at, seen } = await relay({ secure: true, authOptional: true });
    const refused = await sendTo(`smtps://${at}`);
    expect(refused).toMatchObject({ class: 'configuration', replyCode: null });
    expect(refused.replyText).toMatch(/^no reply \(connect, \w*(CERT|SIGNATURE)\w*\)$/);
    expect(await sendTo(`smtps://${at}?tls.rejectUnauthorized=false`)).toMatchObject({ class: 'delivered' });
    expect(seen).toEqual([{ secure: true, user: undefined }]);
  });

  it('is used wherever it is offered', async () => {
    const { at, seen } = await relay({ authOptional: true });
    expect(await sendTo(`smtp://${at}`)).toMatchObject({ class: 'configuration' });
    expect(await sendTo(`smtp://${at}?tls.rejectUnauthorized=false`)).toMatchObject({ class: 'delivered' });
    expect(await sendTo(`smtp://${at}?ignoreTLS=true`)).toMatchObject({ class: 'delivered' });
    expect(seen.map(({ secure }) => secure)).toEqual([true, false]);
  });

  it('that is required and not offered ends it before the password is told', async () => {
    const server = await startHostileSmtp({ act: () => undefined, extensions: ['AUTH PLAIN LOGIN'] });
    closers.push(server.stop);
    const url = server.url.replace('://', '://reader:right@');
    expect(await sendTo(`${url}?requireTLS=true`)).toMatchObject({ class: 'configuration' });
    expect(server.commands.some((command) => command.startsWith('AUTH'))).toBe(false);
  });
});

describe('a login', () => {
  it.each(['PLAIN', 'LOGIN', 'CRAM-MD5'] as const)(
    'by %s is made once for each connection',
    async (method) => {
      const { at, seen } = await relay({
        authMethods: [method],
        disabledCommands: ['STARTTLS'],
        allowInsecureAuth: true,
      });
      const connection = openSmtpConnection({
        url: `smtp://reader:right@${at}`,
        name: 'sender.example.org',
      });
      closers.push(() => connection.close());
      for (let count = 0; count < 2; count += 1) {
        const envelope = { from: 'papers@example.org', to: 'reader@example.net' };
        expect(await connection.send(envelope, message, null)).toMatchObject({ class: 'delivered' });
      }
      expect(seen).toEqual(Array(2).fill({ secure: false, user: 'reader' }));
    },
  );

  it('that is wrong is for the operator to put right', async () => {
    const { at, seen } = await relay({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true });
    expect(await sendTo(`smtp://reader:wrong@${at}`)).toMatchObject({
      class: 'configuration',
      replyCode: 535,
    });
    expect(await sendTo(`smtp://${at}`)).toMatchObject({ class: 'configuration', replyCode: 530 });
    expect(seen).toEqual([]);
  });

  it('that cannot be checked for now is tried again', async () => {
    const { at } = await relay({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) =>
        done(Object.assign(new Error('4.7.0 Temporary authentication failure'), { responseCode: 454 })),
    });
    expect(await sendTo(`smtp://reader:right@${at}`)).toMatchObject({ class: 'throttled', replyCode: 454 });
  });
});
