import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below what a system gives to connections that go out (from 32768 on Linux): none of them takes it meanwhile. */
const [LOWEST, BEYOND] = [15_000, 32_000];
const given = new Set<number>();

/** A port of loopback for a server that is started later, and given to nobody else in this process. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST, BEYOND);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
}

function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
