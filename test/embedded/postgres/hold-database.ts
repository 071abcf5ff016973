/**
 * A process that holds the embedded database, to be killed by tests: it writes one line of JSON, with the URL
 * or with the error, and lets go on SIGTERM. SIGINT, as from Ctrl-C, it takes note of and goes on. Dozens of them are
 * started, so it is built once for each run of the tests: the sources would be compiled anew by each.
 */
import process from 'node:process';
import pino from 'pino';
import { startEmbeddedPostgres } from '../../../src/embedded/postgres/start.js';

const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const stay = setInterval(() => undefined, 1000);

try {
  const log = pino({ level: 'silent' });
  const server = await startEmbeddedPostgres({ dataDir: process.argv[2] ?? '', log });
  process.on('SIGINT', () => say({ interrupted: true }));
  process.once('SIGTERM', async () => {
    await server.stop();
    clearInterval(stay);
  });
  say({ url: server.url, owned: server.owned });
} catch (error) {
  const { code, message } = error as { code?: string; message?: string };
  say({ code, message });
  clearInterval(stay);
  process.exitCode = 1;
}
