import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  openSmtpConnection,
  type SmtpConnection,
  type SmtpConnectionOptions,
} from '../../../src/delivery/smtp/smtp-connection.js';
import { type HostileOptions, startHostileSmtp } from '../../support/hostile-smtp.js';
import { waitFor } from '../../support/wait-for.js';

const from = 'papers@example.org';
const message = Buffer.from('Subject: invented\r\n\r\nNothing but an invention.\r\n');
const to = (name: string) => ({ from, to: `${name}@example.net` });

const opened: { close?(): Promise<void>; stop?(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of opened.splice(0).reverse()) await (thing.close ?? thing.stop)?.();
});

function connectionTo(url: string, options: Partial<SmtpConnectionOptions> = {}): SmtpConnection {
  const connection = openSmtpConnection({ url, name: 'sender.example.org', ...options });
  opened.push(connection);
  return connection;
}

async function hostile(act: HostileOptions['act'], extensions?: readonly string[]) {
  const server = await startHostileSmtp({ act, ...(extensions === undefined ? {} : { extensions }) });
  opened.push(server);
  return server;
}

const envelopes = (commands: readonly string[]) => commands.filter((command) => /^(RCPT|RSET)/.test(command));

describe('the next envelope', () => {
  it('goes behind the final dot, its content does not', async () => {
    const server = await hostile((step, { recipient }) =>
      step === 'dot' && recipient.startsWith('a') ? 'silence' : undefined,
    );
    const connection = connectionTo(server.url, { drainMs: 1 });
    void connection.send(to('a'), message, to('b'));
    await waitFor('the envelope of the next', () => server.commands.includes('RCPT TO:<b@example.net>'));
    expect(server.read).toEqual(['a@example.net']);
  });

  it('is used when the message follows, on the same connection', async () => {
    const server = await hostile(() => undefined);
    const connection = connectionTo(server.url);
    for (const [name, next] of ['ab', 'bc', 'cd', 'd-'].map((pair) => [...pair] as [string, string])) {
      const announced = next === '-' ? null : to(next);
      expect(await connection.send(to(name), message, announced)).toMatchObject({ class: 'delivered' });
    }
    expect(server.read.map((address) => address[0])).toEqual(['a', 'b', 'c', 'd']);
    expect(envelopes(server.commands)).toHaveLength(4);
    expect(server.connections()).toBe(1);
  });

  it('gets nothing where another message follows', async () => {
    const server = await hostile(() => undefined);
    const connection = connectionTo(server.url);
    expect(await connection.send(to('a'), message, to('b'))).toMatchObject({ class: 'delivered' });
    expect(await connection.send(to('c'), message, null)).toMatchObject({ class: 'delivered' });
    expect(server.read).toEqual(['a@example.net', 'c@example.net']);
    expect(server.connections()).toBe(2);
  });

  it('leaves no server waiting where none follows', async () => {
    const server = await hostile(() => undefined);
    const connection = connectionTo(server.url);
    await connection.send(to('a'), message, to('b'));
    connection.rest();
    expect(await connection.send(to('c'), message, null)).toMatchObject({ class: 'delivered' });
    expect(server.read).toEqual(['a@example.net', 'c@example.net']);
    expect(server.connections()).toBe(2);
  });

  it('may be refused, and the one after it follows a reset', async () => {
    const server = await hostile((step, { recipient }) =>
      step === 'rcpt' && recipient.startsWith('b') ? { reply: '550 5.1.1 No such user' } : undefined,
    );
    const connection = connectionTo(server.url);
    expect(await connection.send(to('a'), message, to('b'))).toMatchObject({ class: 'delivered' });
    expect(await connection.send(to('b'), message, to('c'))).toMatchObject({ class: 'dead-address' });
    expect(await connection.send(to('c'), message, null)).toMatchObject({ class: 'delivered' });
    expect(envelopes(server.commands).map((command) => command.slice(0, 10))).toEqual([
      'RCPT TO:<a',
      'RCPT TO:<b',
      'RSET',
      'RCPT TO:<c',
    ]);
    expect(server.connections()).toBe(1);
  });

  it.each(['mail', 'rcpt', 'data'] as const)(
    'that ends in 421 at %s goes to a new connection',
    async (where) => {
      const server = await hostile((step, { connection, message: count }) =>
        step === where && connection === 1 && count === 2
          ? { reply: '421 4.3.2 Shutting down', thenCut: true }
          : undefined,
      );
      const connection = connectionTo(server.url);
      expect(await connection.send(to('a'), message, to('b'))).toMatchObject({ class: 'delivered' });
      expect(await connection.send(to('b'), message, null)).toMatchObject({ class: 'delivered' });
      expect(server.read).toEqual(['a@example.net', 'b@example.net']);
      expect(server.connections()).toBe(2);
    },
  );

  it('stays back where the server does not pipeline, and each command waits for the last', async () => {
    const unanswered: string[] = [];
    const server = await hostile((step) => (step === 'mail' ? 'silence' : undefined), []);
    const connection = connectionTo(server.url, { idleTimeoutMs: 50 });
    expect(await connection.send(to('a'), message, to('b'))).toMatchObject({ class: 'temporary' });
    unanswered.push(...server.commands.slice(server.commands.findIndex((line) => line.startsWith('MAIL'))));
    expect(unanswered).toEqual([`MAIL FROM:<${from}>`]);
  });
});

describe('what is offered', () => {
  it('is used: SIZE and 8BITMIME', async () => {
    const server = await hostile(() => undefined, ['PIPELINING', 'SIZE 1000', '8BITMIME', 'SMTPUTF8']);
    const connection = connectionTo(server.url);
    const eight = Buffer.from('Subject: größe\r\n\r\n');
    await connection.send(to('a'), message, null);
    await connection.send(to('b'), eight, null);
    expect(server.commands.filter((command) => command.startsWith('MAIL'))).toEqual([
      `MAIL FROM:<${from}> SIZE=${message.length}`,
      `MAIL FROM:<${from}> SIZE=${eight.length} BODY=8BITMIME`,
    ]);
    expect(await connection.send(to('c'), Buffer.alloc(1_001, 'x'), null)).toMatchObject({
      class: 'rejected',
    });
    expect(server.read).toHaveLength(2);
  });
});

describe('a server on the other end of a long line', () => {
  /** Greets as it should, then does with the first message what the test says. */
  async function rawServer(onMessage: (socket: Socket) => void): Promise<string> {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.write('220 far.example ESMTP\r\n');
      socket.on('data', (chunk: Buffer) => {
        const text = chunk.toString('latin1');
        if (text.startsWith('EHLO')) socket.write('250-far.example\r\n250 PIPELINING\r\n');
        else if (text.startsWith('MAIL')) {
          socket.write('250 Ok\r\n250 Ok\r\n354 Go on\r\n');
          onMessage(socket);
        }
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    opened.push({
      stop: () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          for (const socket of sockets) socket.destroy();
        }),
    });
    const address = server.address();
    return `smtp://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  }

  it('that stops reading holds a message up no longer than it may take, and it was not sent', async () => {
    const connection = connectionTo(await rawServer((socket) => socket.pause()), { messageTimeoutMs: 300 });
    const large = Buffer.alloc(40_000_000, `${'x'.repeat(70)}\r\n`);
    const outcome = await connection.send(to('a'), large, null);
    expect(outcome).toMatchObject({ class: 'temporary', replyText: 'no reply (data, ETIMEDOUT)' });
  });

  it('that answers one octet at a time is understood', async () => {
    const url = await rawServer((socket) => {
      const octets = [...'250 2.0.0 Ok\r\n'];
      socket.removeAllListeners('data');
      socket.once('data', () => {
        const trickle = setInterval(() => {
          const octet = octets.shift();
          if (octet === undefined) clearInterval(trickle);
          else socket.write(octet);
        }, 2);
      });
    });
    expect(await connectionTo(url).send(to('a'), message, null)).toMatchObject({ class: 'delivered' });
  });

  it('that closes its side behind the message leaves it uncertain at once', async () => {
    const url = await rawServer((socket) => {
      socket.removeAllListeners('data');
      socket.once('data', () => socket.end());
    });
    const outcome = await connectionTo(url).send(to('a'), message, to('b'));
    expect(outcome).toMatchObject({ class: 'uncertain', replyCode: null });
  });
});
