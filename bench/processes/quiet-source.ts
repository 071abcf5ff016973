import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands in for the source of papers, so that workers stay on this machine. */
export interface QuietSource {
  readonly url: string;
  stop(): Promise<void>;
}

/** Answers every request with an empty list. */
export async function startQuietSource(): Promise<QuietSource> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end('[]');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
