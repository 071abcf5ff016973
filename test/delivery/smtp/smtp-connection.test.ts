import { afterEach, describe, expect, it } from 'vitest';
import {
  openSmtpConnection,
  type SmtpConnection,
  type SmtpConnectionOptions,
} from '../../../src/delivery/smtp/smtp-connection.js';
import { BroadsheetError } from '../../../src/errors.js';
import type { Outcome } from '../../../src/model/delivery.js';
import { type HostileOptions, startHostileSmtp } from '../../support/hostile-smtp.js';
import { type SmtpSinkOptions, startSmtpSink } from '../../support/smtp-sink.js';
import { waitFor } from '../../support/wait-for.js';

const from = 'papers@example.org';
const message = Buffer.from('Subject: invented\r\n\r\nNothing but an invention.\r\n');
const large = Buffer.concat([message, Buffer.from(`${'x'.repeat(70)}\r\n`.repeat(20_000))]);

const opened: { close?(): Promise<void>; stop?(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of opened.splice(0).reverse()) await (thing.close ?? thing.stop)?.();
});

function connectionTo(url: string, options: Partial<SmtpConnectionOptions> = {}): SmtpConnection {
  const connection = openSmtpConnection({ url, name: 'sender.example.org', ...options });
  opened.push(connection);
  return connection;
}

async function sink(options: SmtpSinkOptions = {}) {
  const server = await startSmtpSink(options);
  opened.push(server);
  return server;
}

async function hostile(act: HostileOptions['act'], extensions?: readonly string[]) {
  const server = await startHostileSmtp({ act, ...(extensions === undefined ? {} : { extensions }) });
  opened.push(server);
  return server;
}

const to = (name: string) => ({ from, to: `${name}@example.net` });
const classes = (outcomes: readonly Outcome[]) => outcomes.map((outcome) => outcome.class);

describe('a connection', () => {
  it('delivers what it is given, octet for octet, and connects no sooner', async () => {
    const server = await sink();
    const connection = connectionTo(server.url);
    expect(server.connections()).toBe(0);
    const dotted = Buffer.from('Subject: dots\r\n\r\n.\r\n..\r\n.hidden\r\n');
    expect(await connection.send(to('a'), dotted, null)).toMatchObject({
      class: 'delivered',
      replyCode: 250,
    });
    expect(await connection.send(to('b'), large, null)).toMatchObject({ class: 'delivered' });
    expect(server.messages.map(({ from, to }) => [from, to])).toEqual([
      [from, ['a@example.net']],
      [from, ['b@example.net']],
    ]);
    expect(server.messages[0]?.raw.equals(dotted)).toBe(true);
    expect(server.messages[1]?.raw.equals(large)).toBe(true);
  });

  it('is made anew after its share of messages', async () => {
    const server = await sink();
    const connection = connectionTo(server.url, { messagesPerConnection: 2 });
    for (let at = 0; at < 5; at += 1) await connection.send(to(`r${at}`), message, null);
    expect(server.messages).toHaveLength(5);
    expect(server.connections()).toBe(3);
  });

  it('is let go when it idles', async () => {
    const server = await hostile(() => undefined);
    const connection = connectionTo(server.url, { keepIdleMs: 1 });
    await connection.send(to('a'), message, null);
    connection.rest();
    await waitFor('QUIT', () => server.commands.includes('QUIT'));
    expect(await connection.send(to('b'), message, null)).toMatchObject({ class: 'delivered' });
    expect(server.connections()).toBe(2);
  });

  it('goes on after a refused recipient, on the same connection', async () => {
    const server = await sink({
      onRcpt: (address) =>
        address.startsWith('gone') ? { code: 550, text: '5.1.1 No such user' } : undefined,
    });
    const connection = connectionTo(server.url);
    expect(await connection.send(to('gone'), message, null)).toEqual({
      class: 'dead-address',
      refusal: 'unknown-mailbox',
      grade: 'certain',
      replyCode: 550,
      replyStatus: '5.1.1',
      replyText: 'No such user',
    });
    expect(await connection.send(to('here'), message, null)).toMatchObject({ class: 'delivered' });
    expect(server.connections()).toBe(1);
  });

  it.each([
    ['with pipelining', ['PIPELINING']],
    ['without', []],
  ])('knows where it was refused, %s', async (_name, extensions) => {
    const server = await hostile(
      (step, { recipient }) => (recipient.startsWith(step) ? { reply: '550 5.1.1 No such user' } : undefined),
      extensions,
    );
    const connection = connectionTo(server.url);
    expect(await connection.send(to('rcpt'), message, null)).toMatchObject({
      class: 'dead-address',
      replyCode: 550,
    });
    expect(await connection.send(to('data'), message, null)).toMatchObject({
      class: 'dead-address',
      replyCode: 550,
    });
    expect(await connection.send(to('dot'), message, null)).toMatchObject({
      class: 'dead-address',
      replyCode: 550,
    });
    expect(await connection.send(to('here'), message, null)).toMatchObject({ class: 'delivered' });
    expect(server.connections()).toBe(1);
  });

  it('takes a refused sender for our own fault', async () => {
    const server = await hostile((step) => (step === 'mail' ? { reply: '550 5.1.1 Unknown' } : undefined));
    expect(await connectionTo(server.url).send(to('a'), message, null)).toMatchObject({
      class: 'configuration',
    });
  });

  it('reports a relay that is not there, and needs no attempt for it', async () => {
    const server = await sink();
    await server.stop();
    const connection = connectionTo(server.url);
    expect(await connection.send(to('a'), message, null)).toMatchObject({
      class: 'throttled',
      replyCode: null,
      replyText: 'no reply (connect, ECONNREFUSED)',
    });
    const fault = await connection.verify().catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(BroadsheetError);
    expect(fault).toMatchObject({ code: 'SMTP_UNREACHABLE' });
  });

  it('verifies one that is', async () => {
    const server = await sink();
    await expect(connectionTo(server.url).verify()).resolves.toMatchObject({ smtpUtf8: true });
    expect(server.connections()).toBe(1);
  });
});

describe('a connection that is cut', () => {
  it.each([
    ['connect', 'throttled'],
    ['ehlo', 'throttled'],
    ['mail', 'temporary'],
    ['rcpt', 'temporary'],
    ['data', 'temporary'],
    ['dot', 'uncertain'],
  ] as const)('at %s means %s', async (where, expected) => {
    const server = await hostile((step) => (step === where ? 'cut' : undefined));
    const outcome = await connectionTo(server.url).send(to('a'), message, null);
    expect(outcome).toMatchObject({ class: expected, replyCode: null });
    expect(server.connections()).toBe(1);
    expect(server.read).toHaveLength(where === 'dot' ? 1 : 0);
  });

  it('in the middle of a message never was delivered, and is not taken for it', async () => {
    const server = await hostile((step) => (step === 'body' ? 'cut' : undefined));
    const outcome = await connectionTo(server.url).send(to('a'), Buffer.concat(Array(20).fill(large)), null);
    expect(outcome.class).toBe('temporary');
    expect(server.read).toEqual([]);
  });

  it('behind the final dot stays uncertain when half a reply came', async () => {
    const server = await hostile((step) =>
      step === 'dot' ? { reply: '250-2.0.0 Ok\n250', thenCut: true } : undefined,
    );
    // The last line ends with CRLF, so it is a whole reply after all.
    expect(await connectionTo(server.url).send(to('a'), message, null)).toMatchObject({ class: 'delivered' });
    const half = await hostile((step) =>
      step === 'dot' ? { reply: '550-5.1.1 No such', thenCut: true } : undefined,
    );
    expect(await connectionTo(half.url).send(to('a'), message, null)).toMatchObject({
      class: 'uncertain',
      replyCode: null,
    });
  });

  it('between two messages costs neither of them', async () => {
    const server = await hostile((step, { connection, message: count }) =>
      step === 'mail' && connection === 1 && count === 2 ? 'cut' : undefined,
    );
    const connection = connectionTo(server.url);
    expect(await connection.send(to('a'), message, null)).toMatchObject({ class: 'delivered' });
    expect(await connection.send(to('b'), message, null)).toMatchObject({ class: 'delivered' });
    expect(server.read).toEqual(['a@example.net', 'b@example.net']);
    expect(server.connections()).toBe(2);
  });
});

describe('421', () => {
  it.each(['connect', 'ehlo', 'mail', 'rcpt', 'data', 'dot'] as const)(
    'at %s is throttling',
    async (where) => {
      const server = await hostile((step) =>
        step === where ? { reply: '421 4.7.0 Too fast', thenCut: true } : undefined,
      );
      const connection = connectionTo(server.url);
      expect(await connection.send(to('a'), message, null)).toMatchObject({
        class: 'throttled',
        replyCode: 421,
      });
    },
  );

  it('after some messages on a connection means a new connection', async () => {
    const server = await hostile((step, { message: count }) =>
      step === 'mail' && count > 2
        ? { reply: '421 4.7.0 Enough for one connection', thenCut: true }
        : undefined,
    );
    const connection = connectionTo(server.url);
    const outcomes: Outcome[] = [];
    for (let at = 0; at < 6; at += 1) outcomes.push(await connection.send(to(`r${at}`), message, null));
    expect(new Set(classes(outcomes))).toEqual(new Set(['delivered']));
    expect(server.connections()).toBe(3);
  });
});

describe('a server that breaks the rules', () => {
  it.each([
    ['never greets', 'connect', 'throttled'],
    ['never answers EHLO', 'ehlo', 'throttled'],
    ['never answers RCPT', 'rcpt', 'temporary'],
    ['never answers the message', 'dot', 'uncertain'],
  ] as const)('and %s is given up', async (_name, where, expected) => {
    const server = await hostile((step) => (step === where ? 'silence' : undefined));
    const connection = connectionTo(server.url, { idleTimeoutMs: 60, greetingTimeoutMs: 60 });
    expect(await connection.send(to('a'), message, null)).toMatchObject({ class: expected, replyCode: null });
  });

  it('and goes on for ever is given up all the same', async () => {
    const server = await hostile((step) => (step === 'dot' ? 'silence' : undefined));
    const connection = connectionTo(server.url, { messageTimeoutMs: 60 });
    expect(await connection.send(to('a'), message, null)).toMatchObject({ class: 'uncertain' });
  });

  it('and answers a message before it has it is not believed', async () => {
    const server = await hostile((step) => (step === 'body' ? { reply: '250 2.0.0 Ok' } : undefined));
    const outcome = await connectionTo(server.url).send(to('a'), Buffer.concat(Array(20).fill(large)), null);
    expect(outcome.class).toBe('temporary');
  });

  it('and refuses a message while it comes is understood', async () => {
    const server = await hostile((step) => (step === 'body' ? { reply: '552 5.3.4 Too big' } : undefined));
    const outcome = await connectionTo(server.url).send(to('a'), Buffer.concat(Array(20).fill(large)), null);
    expect(outcome).toMatchObject({ class: 'rejected', replyCode: 552 });
  });

  it('and talks nonsense is not understood', async () => {
    const server = await hostile((step) => (step === 'rcpt' ? { reply: 'mellon' } : undefined));
    expect(await connectionTo(server.url).send(to('a'), message, null)).toMatchObject({
      class: 'temporary',
      replyCode: null,
    });
  });

  it('and sends an endless reply is not listened to', async () => {
    const server = await hostile((step) =>
      step === 'rcpt' ? { reply: `250-${'x'.repeat(100_000)}` } : undefined,
    );
    expect(await connectionTo(server.url).send(to('a'), message, null)).toMatchObject({ class: 'temporary' });
  });
});

describe('addresses beyond ASCII', () => {
  const umlaut = { from, to: 'jürgen@example.net' };

  it('are sent where SMTPUTF8 is offered', async () => {
    const server = await hostile(() => undefined, ['PIPELINING', 'SMTPUTF8']);
    expect(await connectionTo(server.url).send(umlaut, message, null)).toMatchObject({ class: 'delivered' });
    expect(server.commands).toContain('MAIL FROM:<papers@example.org> SMTPUTF8');
  });

  it('fail alone where it is not', async () => {
    const server = await sink({ hideSMTPUTF8: true });
    const connection = connectionTo(server.url);
    expect(await connection.send(umlaut, message, null)).toMatchObject({
      class: 'rejected',
      replyCode: null,
    });
    expect(await connection.send(to('a'), message, null)).toMatchObject({ class: 'delivered' });
    expect(server.messages).toHaveLength(1);
  });
});

describe('what cannot be sent', () => {
  it('is refused without a connection being spoiled', async () => {
    const server = await sink({ size: 1000 });
    const connection = connectionTo(server.url);
    expect(await connection.send(to('a'), large, null)).toMatchObject({ class: 'rejected', replyCode: null });
    expect(
      await connection.send({ from, to: 'a@example.net>\r\nRCPT TO:<b@example.net' }, message, null),
    ).toMatchObject({
      class: 'rejected',
    });
    expect(await connection.send(to('b'), message, null)).toMatchObject({ class: 'delivered' });
    expect(server.messages.map(({ to }) => to)).toEqual([['b@example.net']]);
  });
});

describe('closing', () => {
  it('waits for what is on the wire, and takes no more', async () => {
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const server = await sink({
      onData: async () => {
        await held;
        return undefined;
      },
    });
    const connection = connectionTo(server.url);
    const onTheWire = connection.send(to('a'), message, null);
    await waitFor('a connection', () => server.connections() === 1);
    const closing = connection.close();
    expect(await connection.send(to('b'), message, null)).toMatchObject({
      class: 'throttled',
      replyText: 'not sent: the service is stopping',
    });
    answer();
    expect(await onTheWire).toMatchObject({ class: 'delivered' });
    await closing;
    await connection.close();
    expect(server.messages).toHaveLength(1);
  });

  it('does not wait for ever', async () => {
    const server = await hostile((step) => (step === 'dot' ? 'silence' : undefined));
    const connection = connectionTo(server.url, { drainMs: 20 });
    const onTheWire = connection.send(to('a'), message, null);
    await waitFor('the message', () => server.read.length === 1);
    await connection.close();
    expect(await onTheWire).toMatchObject({ class: 'uncertain' });
  });

  it('ends a connection that is still being made', async () => {
    const server = await hostile((step) => (step === 'connect' ? 'silence' : undefined));
    const connection = connectionTo(server.url, { drainMs: 20 });
    const unsent = connection.send(to('a'), message, null);
    await waitFor('a connection', () => server.connections() === 1);
    await connection.close();
    expect(await unsent).toMatchObject({ class: 'throttled' });
  });
});
