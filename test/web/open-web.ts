import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { Redis } from 'ioredis';
import pino from 'pino';
import { examineService } from '../../src/cli/doctor/examine.js';
import { createClosers } from '../../src/closers.js';
import { readConfig } from '../../src/config/read-config.js';
import { readSettings } from '../../src/config/read-settings.js';
import { shownSettings } from '../../src/config/shown-settings.js';
import { type LocalMailbox, startMailbox } from '../../src/embedded/mailbox.js';
import { loadTexts, type TextsByLanguage } from '../../src/i18n/load-texts.js';
import { askForPaper } from '../../src/jobs/ask-for-paper.js';
import { openQueueBackend, type QueueBackend } from '../../src/jobs/backend.js';
import { exampleBytes } from '../../src/jobs/example-message.js';
import { openQueueDesk } from '../../src/jobs/queue-desk.js';
import { openQueues } from '../../src/jobs/queues.js';
import type { Subscriber } from '../../src/model/subscriber.js';
import { versionOfPackage } from '../../src/package-folder.js';
import { type LinkPurpose, makeLinkToken } from '../../src/signing/link-token.js';
import type { Database } from '../../src/store/database.js';
import { openDatabaseClock } from '../../src/store/database-clock.js';
import { addSubscribers } from '../../src/subscribers/add-subscribers.js';
import type { SignupLimits } from '../../src/subscribers/decide-signup.js';
import { type Keyring, openKeyring } from '../../src/subscribers/keyring.js';
import { findSubscriber } from '../../src/subscribers/operators.js';
import { buildServer } from '../../src/web/server.js';
import { openMailRenderer } from '../../src/wiring/wiring-mail.js';
import { openSources } from '../../src/wiring/wiring-sources.js';
import { createTestDatabase } from '../support/database.js';
import { sharedCompilers } from '../support/shared-compilers.js';
import { shippedTexts } from '../support/shipped-texts.js';

export const adminKey = 'an operator of the web tests';
export const publicUrl = 'http://papers.example';
export const webSecrets = ['the current key of the web tests', 'a former key that still opens links'];

export interface WebOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly mailbox?: boolean;
  readonly redisUrl?: string;
  readonly now?: Date;
  readonly signupLimits?: SignupLimits;
  readonly texts?: TextsByLanguage;
  readonly getFromSns?: (url: URL) => Promise<string>;
  readonly pictures?: { read(name: string): Promise<Buffer | null> };
}

/** The web role on a database and queues of its own, without workers. */
export interface OpenWeb {
  readonly server: FastifyInstance;
  readonly database: Database;
  readonly keyring: Keyring;
  readonly backend: QueueBackend;
  readonly mailbox: LocalMailbox | null;
  /** Everything that was logged so far. */
  readonly logged: readonly string[];
  /** The time it is; change it to travel. */
  now: Date;
  /** @param addressVersion how often the reader had moved to another address by then */
  token(purpose: LinkPurpose, subscriberId: number, serial?: number, addressVersion?: number): string;
  /** Adds an active reader. */
  addReader(address: string): Promise<Subscriber>;
  reader(id: number): Promise<Subscriber | null>;
  post(url: string, form?: Readonly<Record<string, string>>): Promise<LightMyRequestResponse>;
  close(): Promise<void>;
}

export async function openWeb(options: WebOptions = {}): Promise<OpenWeb> {
  const { url, database, close } = await createTestDatabase();
  const logged: string[] = [];
  const log = pino(
    { level: 'trace', messageKey: 'event' },
    { write: (line: string) => void logged.push(line) },
  );
  const environment = {
    PUBLIC_URL: publicUrl,
    ADMIN_API_KEY: adminKey,
    // What a test writes is on the page at once.
    PAGE_CACHE_SECONDS: '0',
    ...options.environment,
  };
  const config = readConfig(environment);
  const keyring = await openKeyring(database, webSecrets);
  const backend = await openQueueBackend({ databaseUrl: url, redisUrl: null, log });
  const queues = await openQueues(backend, log);
  const dataDir = await mkdtemp(join(tmpdir(), 'broadsheet-web-'));
  const mailbox = options.mailbox === true ? await startMailbox({ dataDir, log }) : null;
  const redis = options.redisUrl === undefined ? null : new Redis(options.redisUrl);
  const clock = () => web.now;
  const { lookup } = openSources({ config, clock, log });
  const server = await buildServer(
    {
      config,
      texts:
        options.texts ??
        (await (config.texts === null ? shippedTexts() : loadTexts(undefined, config.texts))),
      database,
      queues,
      secretKeys: webSecrets,
      keyring,
      mailbox,
      redis,
      installation: {
        version: versionOfPackage(),
        settings: shownSettings(readSettings({ environment, file: null })),
        queues: openQueueDesk(backend, config),
        askForPaper: (id) => askForPaper({ database, clock, lookup }, id, 5_000),
        example: async (asked) => {
          const mailRenderer = await openMailRenderer(config);
          return exampleBytes(
            { ...mailRenderer, ...{ database, clock, secretKeys: webSecrets, rules: config } },
            asked,
          );
        },
        examine: async () => {
          const databaseClock = await openDatabaseClock(database, clock);
          const opened = { config, log, closers: createClosers(log), clock, databaseClock, databaseUrl: url };
          return examineService({
            stores: { ...opened, database, secretKeys: webSecrets, keyring },
            mailbox,
          });
        },
      },
      ...(options.signupLimits === undefined ? {} : { signupLimits: options.signupLimits }),
      ...(options.getFromSns === undefined ? {} : { getFromSns: options.getFromSns }),
      pictures: options.pictures ?? null,
      log,
      clock,
    },
    sharedCompilers(),
  );
  const web: OpenWeb = {
    server,
    database,
    keyring,
    backend,
    mailbox,
    logged,
    now: options.now ?? new Date('2026-03-24T09:30:00Z'),
    token: (purpose, subscriberId, serial = 0, addressVersion = 0) =>
      makeLinkToken(webSecrets, { purpose, subscriberId, addressVersion, serial, issuedAt: web.now }),
    addReader: async (address) => {
      const adding = { via: 'operator', now: web.now } as const;
      const [added] = await addSubscribers(database, keyring, [address], adding);
      const reader = await findSubscriber(database, { id: added?.id ?? 0 });
      if (reader === null) throw new Error(`${address} was not added`);
      return reader;
    },
    reader: (id) => findSubscriber(database, { id }),
    post: (path, form = {}) =>
      server.inject({
        method: 'POST',
        url: path,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams(form).toString(),
      }),
    close: async () => {
      await server.close();
      await queues.close();
      await backend.close();
      redis?.disconnect();
      await mailbox?.stop();
      await rm(dataDir, { recursive: true, force: true });
      await close();
    },
  };
  return web;
}
