import pino from 'pino';
import { readConfig } from '../../src/config/read-config.js';
import { readSettings } from '../../src/config/read-settings.js';
import { shownSettings } from '../../src/config/shown-settings.js';
import { loadTexts } from '../../src/i18n/load-texts.js';
import { openQueueBackend } from '../../src/jobs/backend.js';
import { exampleBytes } from '../../src/jobs/example-message.js';
import { openQueueDesk } from '../../src/jobs/queue-desk.js';
import { openQueues } from '../../src/jobs/queues.js';
import { beginSession } from '../../src/operators/sessions.js';
import { versionOfPackage } from '../../src/package-folder.js';
import type { Database } from '../../src/store/database.js';
import { insertOperator } from '../../src/store/operators/operators.js';
import { type Keyring, openKeyring } from '../../src/subscribers/keyring.js';
import { buildServer } from '../../src/web/server.js';
import { openMailRenderer } from '../../src/wiring/wiring-mail.js';

const secretKeys = ['a key of this benchmark that signs nothing'];
const environment = {
  PUBLIC_URL: 'http://localhost:3000',
  ADMIN_API_KEY: 'a key of this benchmark that opens nothing',
  DIGEST_TIMEZONE: 'UTC',
  SMTP_RELAYS: JSON.stringify([
    {
      ...{ name: 'main', url: 'smtp://127.0.0.1:9', perSecond: 500, perDay: 2_000_000 },
      warmUp: {
        start: new Date(Date.now() - 10 * 86_400_000).toISOString().slice(0, 10),
        first: 5_000,
        growth: 1.5,
      },
    },
    { name: 'second', url: 'smtp://127.0.0.1:9', perHour: 200_000 },
  ]),
  POSTAL_ADDRESS: 'Institute of Examples, 1 Example Street',
  MAIL_FROM: 'Broadsheet <papers@example.org>',
  SECRET_KEY: 'a key of this benchmark that signs nothing, and is long enough',
  DOMAIN_LIMITS: 'gmail.com=50/second, *=1000/minute',
};

/** The web role on a filled database, and an owner who is signed in. */
export interface AdminSite {
  readonly routes: string;
  readonly keyring: Keyring;
  /** What is answered to the owner. */
  get(url: string): Promise<{ readonly status: number; readonly body: string }>;
  /** For a browser to look at. */
  listen(): Promise<string>;
  readonly cookie: string;
  close(): Promise<void>;
}

export async function openAdminSite(database: Database, databaseUrl: string): Promise<AdminSite> {
  const log = pino({ level: 'silent' });
  const config = readConfig(environment);
  const mailRenderer = await openMailRenderer(config);
  const backend = await openQueueBackend({ databaseUrl, redisUrl: null, log });
  const queues = await openQueues(backend, log);
  const keyring = await openKeyring(database, secretKeys);
  const server = await buildServer({
    ...{ config, database, queues, secretKeys, log, mailbox: null, redis: null },
    texts: await loadTexts(),
    keyring,
    installation: {
      version: versionOfPackage(),
      settings: shownSettings(readSettings({ environment, file: null })),
      queues: openQueueDesk(backend, config),
      askForPaper: () => Promise.reject(new Error('no source is asked')),
      example: async (asked) => {
        const made = { ...mailRenderer, database, secretKeys, rules: config, clock: () => new Date() };
        return exampleBytes(made, asked);
      },
      examine: async () => [],
    },
    clock: () => new Date(),
  });
  await server.ready();
  const token = await signIn(database);
  const cookie = `broadsheet-admin=${token}`;
  const authorization = `Bearer ${environment.ADMIN_API_KEY}`;
  const headers = { accept: 'text/html', host: 'localhost:3000', cookie, authorization };
  return {
    ...{ cookie, keyring },
    routes: server.printRoutes({ commonPrefix: false }),
    get: async (url) => {
      const { statusCode, body } = await server.inject({ url, headers });
      return { status: statusCode, body };
    },
    listen: () => server.listen({ host: '127.0.0.1', port: 0 }),
    close: async () => {
      await server.close();
      await queues.close();
      await backend.close();
    },
  };
}

async function signIn(database: Database): Promise<string> {
  const now = new Date();
  const address = 'owner@operators.example';
  const operator = { name: 'Ada Example', role: 'owner', language: 'en', passwordHash: null } as const;
  const operatorId = await insertOperator(database, { ...operator, address, addressKey: address, now });
  if (operatorId === null) throw new Error('the database has an owner already');
  const client = { clientHash: Buffer.alloc(32), browser: 'benchmark' };
  const beginning = { operatorId, name: 'benchmark', step: 'full', method: 'link', former: null } as const;
  return (await beginSession(database, client, beginning, now)).token;
}
