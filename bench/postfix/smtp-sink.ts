import { findFreePort } from '../../src/embedded/postgres/free-port.js';
import { type ServerProcess, startServer } from '../processes/start-server.js';

const BACKLOG = '511';

/** Starts Postfix's smtp-sink on loopback; it takes everything and keeps nothing. */
export async function startSmtpSink(
  program: string,
  folder: string,
  signal: AbortSignal,
): Promise<ServerProcess> {
  const port = await findFreePort();
  // It refuses to run as root.
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  return startServer(program, ['-4', ...user, `127.0.0.1:${port}`, BACKLOG], { port, folder }, signal);
}
