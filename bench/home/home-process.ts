import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { pino } from 'pino';
import { readConfig } from '../../src/config/read-config.js';
import { loadTexts } from '../../src/i18n/load-texts.js';
import { openQueueBackend } from '../../src/jobs/backend.js';
import { openQueues } from '../../src/jobs/queues.js';
import { openDatabase } from '../../src/store/database.js';
import { openKeyring } from '../../src/subscribers/keyring.js';
import { buildServer } from '../../src/web/server.js';

/** What the process answers when both servers listen. */
export interface HomeAnswer {
  readonly site: number;
  readonly hello: number;
}

const [databaseUrl = ''] = process.argv.slice(2);
const secretKeys = ['a key of this benchmark that signs nothing'];
const log = pino({ level: 'silent' });
const database = openDatabase({ url: databaseUrl, onError: () => undefined });
const backend = await openQueueBackend({ databaseUrl, redisUrl: null, log });
const site = await buildServer({
  config: readConfig({}),
  texts: await loadTexts(),
  database,
  queues: await openQueues(backend, log),
  secretKeys,
  keyring: await openKeyring(database, secretKeys),
  mailbox: null,
  installation: null,
  redis: null,
  log,
  clock: () => new Date(),
});
const hello = Fastify();
hello.get('/', async () => ({ hello: 'world' }));
for (const server of [site, hello]) await server.listen({ port: 0, host: '127.0.0.1' });

// Whoever started it is gone.
process.on('disconnect', () => process.exit(0));
const portOf = (server: { readonly server: { address(): unknown } }): number =>
  (server.server.address() as AddressInfo).port;
process.send?.({ site: portOf(site), hello: portOf(hello) } satisfies HomeAnswer);
