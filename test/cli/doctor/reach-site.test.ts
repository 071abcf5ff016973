import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { reachSite } from '../../../src/cli/doctor/reach-site.js';

/** Asks a site that answers every request without an end, a piece each few milliseconds. */
async function reachEndless(piece: string, withinMs: number) {
  const write = (response: ServerResponse): void => {
    const timer = setInterval(() => response.write(piece), 5);
    response.on('close', () => clearInterval(timer));
  };
  const server = createServer((_request, response) => write(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    return await reachSite(`http://127.0.0.1:${port}/healthz`, { headers: {}, withinMs });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

it('gives a site up that never comes to an end', async () => {
  expect(await reachEndless('x', 100)).toMatchObject({ kind: 'failure' });
});

it('reads so much of a long answer and judges by that', async () => {
  const reached = await reachEndless('x'.repeat(60_000), 20_000);
  expect(reached).toMatchObject({ kind: 'answer', status: 200 });
});
