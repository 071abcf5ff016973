import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { domainOf } from '../model/address.js';
import { checkValues } from './checks.js';
import type { Config } from './config.js';
import { readBrand } from './config-brand.js';
import { readSigning } from './config-dkim.js';
import { readFeedbackConfig } from './config-feedback.js';
import { readOidc } from './config-oidc.js';
import { readDomainLimits, readRelays } from './config-relays.js';
import { readSources } from './config-sources.js';
import { readTopics } from './config-topics.js';
import { parseAddress, parseHostAndPort, parseList, parseMailbox, siteZone } from './config-values.js';
import { secretKeys, type Values, withDefaults } from './environment.js';
import { type Environment, readSettings, type Settings } from './read-settings.js';

/**
 * Reads the configuration from an environment alone, without a settings file that may lie beside it.
 * @throws BroadsheetError CONFIG_INVALID; see {@link configOf}
 */
export function readConfig(environment: Environment): Config {
  return configOf(readSettings({ environment, file: null }));
}

/**
 * The configuration that settings come to.
 * @throws BroadsheetError CONFIG_INVALID that names every fault and its place in one message, and no value
 */
export function configOf(settings: Settings): Config {
  const { given, faults } = settings;
  const values = withDefaults(given);
  checkValues(settings, values);
  const signing = readSigning(values, faults);
  const connections = {
    connections: Number(values.SMTP_CONNECTIONS),
    noticeConnections: Number(values.SMTP_NOTICE_CONNECTIONS),
  };
  const relays = readRelays(values, connections, faults);
  const domainLimits = readDomainLimits(values, faults);
  const redisCa = readRedisCa(values, faults);
  const sources = readSources(values, faults);
  const feedback = readFeedbackConfig(values, faults);
  const topics = readTopics(values, faults);
  const brand = readBrand(values, faults);
  const waysIn = readWaysIn(values, faults);
  const mailFrom = parseMailbox(values.MAIL_FROM);
  if (faults.size > 0 || mailFrom === null || feedback === null || topics === null) throw faults.error();
  return {
    role: values.ROLE,
    host: values.HOST,
    mailboxOpen: values.MAILBOX === 'open',
    port: Number(values.PORT),
    ...readOrigins(values),
    logLevel: values.LOG_LEVEL,
    trustProxy: parseList(values.TRUST_PROXY),
    ...readWatching(values),
    ...readPlaces(values),
    redisCa,
    connections,
    relays,
    domainLimits,
    mailFrom,
    topics,
    ...readOwnFolders(values),
    mailReplyTo: values.MAIL_REPLY_TO === undefined ? null : parseAddress(values.MAIL_REPLY_TO),
    returnPath: readReturnPath(values),
    feedback,
    postalAddress: values.POSTAL_ADDRESS ?? null,
    siteName: values.SITE_NAME,
    brand,
    ...waysIn,
    ...signing,
    sources,
    ...readPolling(values),
    pageCacheSeconds: Number(values.PAGE_CACHE_SECONDS),
    ...readDigests(values),
    ...readPictures(values),
    newMarkUntil: values.NEW_MARK_UNTIL ?? null,
    ...readLedger(values),
  };
}

/** Where lists of papers are read, and how often. */
function readPolling(values: Values) {
  return {
    huggingfaceUrl: withoutSlash(values.HUGGINGFACE_URL),
    arxivApiUrl: withoutSlash(values.ARXIV_API_URL),
    arxivRssUrl: withoutSlash(values.ARXIV_RSS_URL),
    sourceWaitMinutes: Number(values.SOURCE_WAIT),
    pollMinutes: Number(values.POLL_MINUTES),
  };
}

function readDigests(values: Values) {
  return {
    digestDepth: values.DIGEST_DEPTH,
    mostPapers: { weekly: Number(values.WEEKLY_PAPERS), monthly: Number(values.MONTHLY_PAPERS) },
    digestTime: values.DIGEST_TIME,
    digestTimezone: siteZone(values.DIGEST_TIMEZONE),
    digestReviewMinutes: Number(values.DIGEST_REVIEW),
    digestApproval: values.DIGEST_APPROVAL,
  };
}

/** Folders whose files take the place of Broadsheet's own. */
function readOwnFolders(values: Values) {
  const folder = (path: string | undefined) => (path === undefined ? null : resolve(path));
  return {
    texts: folder(values.TEXTS),
    mailTemplates: folder(values.MAIL_TEMPLATES),
    webTemplates: folder(values.WEB_TEMPLATES),
  };
}

function readOrigins(values: Values) {
  return {
    adminUrl: values.ADMIN_URL ?? null,
    publicUrl: withoutSlash(values.PUBLIC_URL ?? `http://localhost:${values.PORT}`),
    embedOrigins: parseList(values.EMBED_ORIGINS),
  };
}

/** What links are signed with, and by what operators and their programs come in. */
function readWaysIn(values: Values, faults: Settings['faults']) {
  return {
    secretKeys: secretKeys(values),
    adminApiKey: values.ADMIN_API_KEY ?? null,
    oidc: readOidc(values, faults),
    localLogin: values.LOCAL_LOGIN === 'on',
    webhookPrivate: values.WEBHOOK_PRIVATE === 'on',
  };
}

function readPictures(values: Values) {
  return { pictures: values.PICTURES === 'on', picturesMegabytes: Number(values.PICTURES_MEGABYTES) };
}

/** How carefully, and how fast, it is written down what was sent. */
function readLedger({ MARK_AHEAD: markAhead, UNCERTAIN_POLICY: uncertainPolicy }: Values) {
  return { markAhead: Number(markAhead), uncertainPolicy };
}

/** How the service is looked at. */
function readWatching({ MONITOR: monitor, DNS_SERVERS: dnsServers }: Values) {
  return {
    monitor: monitor === undefined ? null : parseHostAndPort(monitor),
    dnsServers: parseList(dnsServers),
  };
}

/** Where the data are. */
function readPlaces(values: Values) {
  return {
    dataDir: resolve(values.DATA_DIR),
    departuresFile: resolve(values.DEPARTURES_FILE ?? join(values.DATA_DIR, 'departures.log')),
    flightDir: resolve(values.FLIGHT_DIR ?? join(values.DATA_DIR, 'flights')),
    databaseUrl: values.DATABASE_URL ?? null,
    redisUrl: values.REDIS_URL ?? null,
  };
}

function readReturnPath({ RETURN_PATH_DOMAIN: domain, RETURN_PATH_PREFIX: prefix = '' }: Values) {
  const address = domain === undefined ? null : parseAddress(`bounces@${domain}`);
  return address === null ? null : { prefix, domain: domainOf(address) };
}

function readRedisCa({ REDIS_CA_FILE: file }: Values, faults: Settings['faults']): string | null {
  if (file === undefined) return null;
  try {
    return readFileSync(file, 'utf8');
  } catch {
    faults.refuse('REDIS_CA_FILE', 'expected a file that can be read');
    return null;
  }
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
