import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Closers } from '../closers.js';
import type { Config } from '../config/config.js';
import { type DeliveryContext, openDeliveryContext } from '../delivery/delivery-context.js';
import type { RelayPart } from '../delivery/relays/open-relays.js';
import { onlyRelay, type RelaySettings } from '../delivery/relays/relay-settings.js';
import type { LocalMailbox } from '../embedded/mailbox.js';
import { startEmbeddedPostgres } from '../embedded/postgres/start.js';
import { readOrMakeSecret } from '../embedded/secret.js';
import { loadTexts, type TextsByLanguage } from '../i18n/load-texts.js';
import { openQueueBackend, type QueueBackend } from '../jobs/backend.js';
import type { LostJob } from '../jobs/direct-work.js';
import { type JobQueues, openQueues } from '../jobs/queues.js';
import type { StagesContext } from '../jobs/stages.js';
import type { MailingContext } from '../mailing/steer-mailing.js';
import { domainOf } from '../model/address.js';
import { type DkimSigner, openDkimSigner } from '../rendering/dkim.js';
import { proveTemplates } from '../rendering/prove-templates.js';
import type { SiteIdentity } from '../rendering/site-identity.js';
import { loadTemplates, type TemplatesByLanguage } from '../rendering/templates.js';
import { checkServer } from '../store/check-server.js';
import type { KindOfWork } from '../store/connection-settings.js';
import { type Database, openDatabase } from '../store/database.js';
import { type DatabaseClock, openDatabaseClock } from '../store/database-clock.js';
import { migrate } from '../store/migrate.js';
import { requireCurrentSchema } from '../store/schema-state.js';
import { type Keyring, openKeyring } from '../subscribers/keyring.js';
import { versionOfPackage } from '../version.js';
import { openPictures, openSources } from './wiring-sources.js';

/*
 * What a process may do without is loaded where it is opened: it costs a worker tens of megabytes that it
 * never uses.
 */

/** What every part starts from. */
export interface AppContext {
  readonly config: Config;
  readonly log: Logger;
  readonly closers: Closers;
  /** What this machine takes for the time. */
  readonly clock: () => Date;
}

/** The rows and the keys. */
export interface Stores extends AppContext {
  /** The database's time. */
  readonly clock: () => Date;
  readonly databaseClock: DatabaseClock;
  readonly databaseUrl: string;
  readonly database: Database;
  readonly secretKeys: readonly string[];
  readonly keyring: Keyring;
}

/** What turns a digest into message bytes. */
export interface MailRenderer {
  /** What mails and pages say. */
  readonly texts: TextsByLanguage;
  readonly templates: TemplatesByLanguage;
  readonly site: SiteIdentity;
  readonly signers: readonly DkimSigner[];
}

export interface Queues {
  readonly backend: QueueBackend;
  readonly queues: JobQueues;
}

const emailTemplates = fileURLToPath(new URL('../../templates/email', import.meta.url));

/**
 * Opens the database (the embedded one where none is named) and reads the keys.
 * @param schema whether a schema that is behind is brought up to date, as the service does, or refused
 * @throws BroadsheetError DATABASE_UNREACHABLE, DATABASE_UNSUPPORTED, SCHEMA_UNKNOWN, SCHEMA_BEHIND,
 *   SECRET_KEY_MISMATCH and what {@link migrate} throws
 */
export async function openStores(
  app: AppContext,
  schema: 'migrate' | 'require' = 'require',
): Promise<Stores> {
  const { config, log } = app;
  const secretKeys =
    config.secretKeys.length > 0 ? config.secretKeys : [await readOrMakeSecret(config.dataDir)];
  const databaseUrl = await openDatabaseUrl(app);
  if (schema === 'migrate') await migrate(databaseUrl, log);
  else await requireCurrentSchema(databaseUrl);
  log.info({ schema: versionOfPackage() }, 'database-ready');
  const database = openPool(app, databaseUrl, 'jobs');
  const keyring = await openKeyring(database, secretKeys);
  const databaseClock = await openDatabaseClock(database, app.clock);
  return { ...app, clock: databaseClock.now, databaseClock, databaseUrl, database, secretKeys, keyring };
}

/** The connections of pages and API, whose statements are cut off long before those of jobs. */
export function openWebDatabase(stores: Stores): Database {
  return openPool(stores, stores.databaseUrl, 'web');
}

function openPool({ log, closers }: AppContext, url: string, work: KindOfWork): Database {
  const onError = (error: Error) => log.warn({ code: codeOf(error), work }, 'database-connection-lost');
  const database = openDatabase({ url, work, onError });
  closers.add(`database of ${work}`, () => database.end());
  return database;
}

/**
 * Where the database is: the one that DATABASE_URL names, else the embedded one, started if need be.
 * @throws BroadsheetError DATABASE_UNREACHABLE, DATABASE_UNSUPPORTED, EMBEDDED_DATABASE_FAILED
 */
export async function openDatabaseUrl({ config, log, closers }: AppContext): Promise<string> {
  if (config.databaseUrl !== null) {
    await checkServer(config.databaseUrl);
    return config.databaseUrl;
  }
  const server = await startEmbeddedPostgres({ dataDir: config.dataDir, log });
  closers.add('embedded-database', () => server.stop());
  return server.url;
}

/** Reads the texts and templates, proves the operator's own, and proves the signing keys. */
export async function openMailRenderer(config: Config): Promise<MailRenderer> {
  const texts = await loadTexts(undefined, config.texts);
  const templates = await loadTemplates(emailTemplates, texts, config.mailTemplates);
  const site = {
    name: config.siteName,
    publicUrl: config.publicUrl,
    from: config.mailFrom,
    replyTo: config.mailReplyTo,
    postalAddress: config.postalAddress,
    digestDepth: config.digestDepth,
    pictures: config.pictures,
    listId: `daily.${domainOf(config.mailFrom.address)}`,
  };
  if (config.mailTemplates !== null) await proveTemplates(templates, site);
  return { texts, templates, site, signers: config.dkim.map(openDkimSigner) };
}

/** The built-in mailbox, where no SMTP server is named. */
export async function openMailbox({ config, log, closers }: AppContext): Promise<LocalMailbox | null> {
  if (config.relays.length > 0) return null;
  const { startMailbox } = await import('../embedded/mailbox.js');
  const mailbox = await startMailbox({ dataDir: config.dataDir, log });
  closers.add('mailbox', () => mailbox.stop());
  return mailbox;
}

/** Opens the connections that messages leave by: to the SMTP server, or to the mailbox. */
export function openDelivery(
  stores: Stores,
  mailRenderer: MailRenderer,
  mailbox: LocalMailbox | null,
): DeliveryContext {
  const { config } = stores;
  const own = mailbox === null ? [] : [onlyRelay(mailbox.smtpUrl, config.connections)];
  const relays = config.relays.length > 0 ? config.relays : own;
  const context = openDeliveryContext({
    database: stores.database,
    ...mailRenderer,
    keys: { secretKeys: stores.secretKeys, keyring: stores.keyring },
    returnPath: config.returnPath,
    leavesByMail: config.feedback.inboundSmtp !== null || config.feedback.imap !== null,
    relayParts: relays.map((relay) => relayPart(relay, new URL(config.publicUrl).hostname)),
    domainLimits: config.domainLimits,
    times: { time: config.digestTime, timeZone: config.digestTimezone },
    log: stores.log,
    clock: stores.clock,
    worker: `${hostname()}-${process.pid}-${stores.clock().getTime().toString(36)}`,
    policy: config.uncertainPolicy,
    softBounces: config.feedback.softBounces,
  });
  for (const relay of context.relays) stores.closers.add(`relay ${relay.name}`, () => relay.close());
  return context;
}

/** @param name that EHLO says */
function relayPart({ url, messagesPerConnection, ...relay }: RelaySettings, name: string): RelayPart {
  return {
    ...relay,
    smtp: { url, name, ...(messagesPerConnection === null ? {} : { messagesPerConnection }) },
  };
}

/** @param onLost takes what the queue does not; see {@link openQueues} */
export async function openJobQueues(stores: Stores, onLost?: (job: LostJob) => void): Promise<Queues> {
  const { config, log, closers, databaseUrl } = stores;
  const backend = await openQueueBackend({
    ...{ databaseUrl, redisUrl: config.redisUrl, redisCa: config.redisCa, log },
  });
  closers.add('queue-backend', () => backend.close());
  const queues = await openQueues(backend, log, onLost);
  closers.add('queues', () => queues.close());
  return { backend, queues };
}

/** What orders about a mailing need outside the web; queues are opened when there is a worker to be told. */
export function mailingContext(stores: Stores): MailingContext {
  const { database, clock, log } = stores;
  const deliver = async (sliceIds: readonly number[]) =>
    (await openJobQueues(stores)).queues.deliver(sliceIds);
  return { database, clock, log, queues: { deliver } };
}

/** A connection for counters that several web processes share; none where each counts for itself. */
export async function openRedis({ config, log, closers }: AppContext): Promise<Redis | null> {
  if (config.redisUrl === null) return null;
  const { openRedisDoor } = await import('../jobs/redis-connection.js');
  const door = await openRedisDoor({ url: config.redisUrl, ca: config.redisCa });
  // A counter is one key and one script, which a cluster takes as a server does.
  const redis = door.open({ maxRetriesPerRequest: 1 }) as Redis;
  redis.on('error', (error) => log.warn({ code: codeOf(error) }, 'redis-connection-lost'));
  closers.add('redis', async () => redis.disconnect());
  return redis;
}

export function stagesContext(stores: Stores, delivery: DeliveryContext, queues: JobQueues): StagesContext {
  const { config, database, keyring, clock, log } = stores;
  return {
    config,
    database,
    keyring,
    clock,
    log,
    delivery,
    queues,
    ...openSources(stores),
    pictures: openPictures(config),
  };
}

/** What the log says of a connection's error. */
export function codeOf(error: unknown): string {
  return String((error as { code?: unknown }).code ?? 'unknown');
}
