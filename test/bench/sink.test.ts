import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { openSink, type Sink, type SinkOptions } from '../../bench/sink/sink.js';
import { startSink } from '../../bench/sink/start-sink.js';
import { waitFor } from '../support/wait-for.js';

const sinks: Sink[] = [];
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(sinks.splice(0).map((sink) => sink.close()));
});

async function open(options: Partial<SinkOptions> = {}): Promise<Sink> {
  const sink = await openSink({ delayMs: 0, verify: true, markEvery: 0, ...options });
  sinks.push(sink);
  return sink;
}

/** A client that sends octets as they are and hears the codes of the replies. */
async function dial(port: number): Promise<{ send(text: string): void; codes(): string; ended(): boolean }> {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  socket.setNoDelay(true);
  let heard = '';
  let ended = false;
  socket.on('data', (chunk) => {
    heard += chunk.toString('latin1');
  });
  socket.on('close', () => {
    ended = true;
  });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return {
    send: (text) => void socket.write(text, 'latin1'),
    codes: () => [...heard.matchAll(/^(\d{3}) /gm)].map((match) => match[1]).join(' '),
    ended: () => ended,
  };
}

function transaction(id: string, to: string): string {
  return (
    `MAIL FROM:<papers@example.org>\r\nRCPT TO:<${to}>\r\nDATA\r\n` +
    `Subject: x\r\nMessage-ID: <${id}@example.org>\r\n\r\nHello ${to}\r\n..\r\n.\r\n`
  );
}

describe('the sink', () => {
  test('takes transactions that are pipelined in one piece, and counts them', async () => {
    const sink = await open();
    const client = await dial(sink.port);
    client.send('EHLO client\r\n');
    client.send(`${transaction('a', 'one@example.org')}${transaction('b', 'two@example.org')}QUIT\r\n`);
    await waitFor('the answer to QUIT', () => client.ended());

    expect(client.codes()).toBe('220 250 250 250 354 250 250 250 354 250 221');
    const report = sink.report();
    expect(report).toMatchObject({ messages: 2, connections: 1 });
    expect(report.verified).toEqual({
      messageIds: 2,
      recipients: 2,
      repeatedIds: 0,
      repeatedRecipients: 0,
      nameless: 0,
    });
  });

  test('understands what comes one octet at a time', async () => {
    const sink = await open();
    const client = await dial(sink.port);
    for (const octet of transaction('a', 'one@example.org')) {
      client.send(octet);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await waitFor('the message', () => sink.report().messages === 1);
    expect(sink.report().verified).toMatchObject({ messageIds: 1, recipients: 1, nameless: 0 });
  });

  test('sees what came twice and what has no name', async () => {
    const sink = await open();
    const client = await dial(sink.port);
    client.send(transaction('a', 'one@example.org'));
    client.send(transaction('a', 'one@example.org'));
    client.send(transaction('b', 'one@example.org'));
    client.send(transaction('c', 'two@example.org').replace('Message-ID', 'X-Other'));
    await waitFor('four messages', () => sink.report().messages === 4);

    expect(sink.report().verified).toEqual({
      messageIds: 2,
      recipients: 2,
      repeatedIds: 1,
      repeatedRecipients: 2,
      nameless: 1,
    });
    sink.reset();
    expect(sink.report()).toMatchObject({ messages: 0, firstAt: null, lastAt: null });
    expect(sink.report().verified).toMatchObject({ messageIds: 0, repeatedIds: 0 });
  });

  test('does not count a message whose client went away before the final dot', async () => {
    const sink = await open();
    const client = await dial(sink.port);
    client.send(transaction('a', 'one@example.org').slice(0, -3));
    await waitFor('the answer to DATA', () => client.codes().endsWith('354'));
    for (const socket of sockets.splice(0)) socket.destroy();
    const other = await dial(sink.port);
    other.send(transaction('b', 'two@example.org'));
    await waitFor('the other message', () => sink.report().messages > 0);
    expect(sink.report().verified).toMatchObject({ messageIds: 1, recipients: 1 });
  });

  test('answers late and in order where it plays a distant server', async () => {
    const sink = await open({ delayMs: 5 });
    const client = await dial(sink.port);
    client.send(transaction('a', 'one@example.org'));
    client.send('NOOP\r\nQUIT\r\n');
    await waitFor('the answer to QUIT', () => client.ended());
    expect(client.codes()).toBe('220 250 250 354 250 250 221');
  });

  test('cuts off who sends a line without an end', async () => {
    const sink = await open();
    const client = await dial(sink.port);
    client.send('X'.repeat(5_000));
    await waitFor('the end of the connection', () => client.ended());
    expect(client.codes()).toBe('220 500');
  });

  test('notes when each so-manieth message came', async () => {
    const sink = await open({ verify: false, markEvery: 2 });
    const client = await dial(sink.port);
    for (const id of ['a', 'b', 'c', 'd', 'e']) client.send(transaction(id, 'one@example.org'));
    await waitFor('five messages', () => sink.report().messages === 5);
    expect(sink.report()).toMatchObject({
      verified: null,
      markedAt: [expect.any(Number), expect.any(Number)],
    });
  });

  test('reports from a process of its own', async () => {
    const sink = await startSink({ delayMs: 0, verify: true, markEvery: 0 });
    try {
      const client = await dial(sink.port);
      client.send(transaction('a', 'one@example.org'));
      await waitFor('the message', async () => (await sink.report()).messages === 1);
      expect((await sink.report()).verified).toMatchObject({ messageIds: 1 });
      await sink.reset();
      expect((await sink.report()).messages).toBe(0);
    } finally {
      await sink.stop();
    }
    expect(() => process.kill(sink.pid, 0)).toThrow(/ESRCH/);
  });
});
