import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeTogether } from '../../../src/delivery/smtp/write-together.js';

const servers: Socket[] = [];
const server = createServer((socket) => servers.push(socket.pause()));

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(async () => {
  for (const socket of servers) socket.destroy();
  server.close();
  await once(server, 'close');
});

async function connected(): Promise<Socket> {
  const { port } = server.address() as AddressInfo;
  const accepted = once(server, 'connection');
  const socket = connect(port, '127.0.0.1');
  await Promise.all([once(socket, 'connect'), accepted]);
  return socket;
}

async function readAll(socket: Socket | undefined): Promise<string> {
  let text = '';
  for await (const chunk of socket ?? []) text += (chunk as Buffer).toString('utf8');
  return text;
}

it('writes what each socket was given, also where one is read from only after all others', async () => {
  const [slow, quick] = [await connected(), await connected()];
  const given = { slow: '', quick: '' };
  let taken = 0;
  const write = (name: 'slow' | 'quick', letter: string, octets: number): void => {
    const pieces = [`${name} `, Buffer.alloc(octets, letter), 'é\r\n', Buffer.from('end\r\n')];
    given[name] += pieces.join('');
    writeTogether(name === 'slow' ? slow : quick, pieces, () => {
      taken += 1;
    });
  };
  // More than a system takes for a socket that nobody reads from, beside single messages.
  for (let round = 0; round < 60; round += 1) {
    const letter = String.fromCharCode(97 + (round % 26));
    write('slow', letter, 250_000);
    write('quick', letter.toUpperCase(), 50);
    write('slow', letter, round);
  }
  write('quick', '.', 400_000);
  expect(slow.writableLength).toBeGreaterThan(0);
  slow.end();
  quick.end();
  const [ofSlow, ofQuick] = [servers[0], servers[1]];
  expect((await readAll(ofQuick)) === given.quick).toBe(true);
  expect((await readAll(ofSlow)) === given.slow).toBe(true);
  expect(taken).toBe(181);
});

it('tells who wrote that nothing more is taken', async () => {
  const socket = await connected();
  socket.destroy();
  socket.on('error', () => undefined);
  await new Promise<void>((resolve) => writeTogether(socket, ['a', 'b'], resolve));
  const other = await connected();
  await new Promise<void>((resolve) => writeTogether(other, ['still ', 'whole'], resolve));
  other.end();
  expect(await readAll(servers.at(-1))).toBe('still whole');
});
