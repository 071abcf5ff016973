import { accessSync, constants, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DomainLimits } from '../delivery/relays/domain-limits.js';
import {
  type Connections,
  onlyRelay,
  parseDomainLimits,
  parseRelays,
  type RelaySettings,
} from '../delivery/relays/relay-settings.js';
import { BroadsheetError } from '../errors.js';
import { domainOf } from '../model/address.js';
import type { ReturnPath } from '../signing/return-path.js';
import { parseSources, type SourceSettings } from '../sources/source-settings.js';
import { readTopicsFile } from '../topics/read-topics.js';
import { shippedVocabulary, type TopicVocabulary } from '../topics/vocabulary.js';
import { type FeedbackConfig, readFeedbackConfig } from './config-feedback.js';
import { parseAddress, parseList, parseMailbox } from './config-values.js';
import { findFaults, givenValues, secretKeys, type Values, withDefaults } from './environment.js';

export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

export interface DkimConfig {
  readonly domain: string;
  readonly selector: string;
  /** PEM, PKCS#8 or PKCS#1. */
  readonly privateKey: string;
}

/** What the process was told; nothing else reads the environment. Null means: not set, use the embedded default. */
export interface Config {
  readonly role: 'all' | 'web' | 'worker';
  readonly host: string;
  readonly port: number;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  readonly logLevel: string;
  readonly trustProxy: readonly string[];
  /** Sites that may show the subscribe card. */
  readonly embedOrigins: readonly string[];
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  readonly redisUrl: string | null;
  /** Where a relay says nothing of its own. */
  readonly connections: Connections;
  /** By which mail leaves; empty means the built-in mailbox. One where SMTP_URL names it. */
  readonly relays: readonly RelaySettings[];
  readonly domainLimits: DomainLimits;
  readonly mailFrom: Mailbox;
  /** A folder of texts, `<language>/<file>.json`, that take the place of Broadsheet's own. */
  readonly texts: string | null;
  /** What readers may follow by a name: the shipped topics, with what the file of TOPICS adds. */
  readonly topics: TopicVocabulary;
  /** A folder of templates that take the place of Broadsheet's own. */
  readonly mailTemplates: string | null;
  readonly mailReplyTo: string | null;
  /** Where messages come back to; null: to the address of `mailFrom`. */
  readonly returnPath: ReturnPath | null;
  readonly feedback: FeedbackConfig;
  readonly postalAddress: string | null;
  readonly siteName: string;
  /** The current key first, then former ones; empty means one is made and kept in `dataDir`. */
  readonly secretKeys: readonly string[];
  readonly adminApiKey: string | null;
  /** A signature is made with each, in this order; the first is of the sender's own domain. */
  readonly dkim: readonly DkimConfig[];
  readonly uncertainPolicy: 'hold' | 'resend';
  /** Where papers come from, each name once. */
  readonly sources: readonly SourceSettings[];
  /** Without a slash at the end, as the next two. */
  readonly huggingfaceUrl: string;
  readonly arxivApiUrl: string;
  readonly arxivRssUrl: string;
  /** How old a page may be that is handed out unseen; 0: none is kept. */
  readonly pageCacheSeconds: number;
  /** How long a digest waits for a source that does not answer, in minutes. */
  readonly sourceWaitMinutes: number;
  readonly pollMinutes: number;
  readonly digestTime: string;
  readonly digestTimezone: string;
  /** The most papers that a digest of each kind holds. */
  readonly mostPapers: { readonly weekly: number; readonly monthly: number };
}

/**
 * Reads the configuration from an environment.
 * @throws BroadsheetError CONFIG_INVALID that names every fault in one message, and no value
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = givenValues(environment);
  const values = withDefaults(given);
  const faults = findFaults(given, values);
  const dkim = readDkim(values, faults);
  const connections = {
    connections: Number(values.SMTP_CONNECTIONS),
    noticeConnections: Number(values.SMTP_NOTICE_CONNECTIONS),
  };
  const relays = readRelays(values, connections, faults);
  const domainLimits = readParsed('DOMAIN_LIMITS', values, faults, parseDomainLimits) ?? new Map();
  const sources = readSources(values, faults);
  const feedback = readFeedbackConfig(values, faults);
  const topics = readTopics(values, faults);
  const mailFrom = parseMailbox(values.MAIL_FROM);
  if (faults.size > 0 || mailFrom === null || feedback === null || topics === null) {
    const lines = [...faults].map(([name, fault]) => `\n- ${name}: ${fault}`);
    throw new BroadsheetError('CONFIG_INVALID', `The environment cannot be used:${lines.join('')}`);
  }
  return {
    role: values.ROLE,
    host: values.HOST,
    port: Number(values.PORT),
    publicUrl: withoutSlash(values.PUBLIC_URL ?? `http://localhost:${values.PORT}`),
    logLevel: values.LOG_LEVEL,
    trustProxy: parseList(values.TRUST_PROXY),
    embedOrigins: parseList(values.EMBED_ORIGINS),
    dataDir: resolve(values.DATA_DIR),
    databaseUrl: values.DATABASE_URL ?? null,
    redisUrl: values.REDIS_URL ?? null,
    connections,
    relays,
    domainLimits,
    mailFrom,
    texts: values.TEXTS === undefined ? null : resolve(values.TEXTS),
    topics,
    mailTemplates: values.MAIL_TEMPLATES === undefined ? null : resolve(values.MAIL_TEMPLATES),
    mailReplyTo: values.MAIL_REPLY_TO === undefined ? null : parseAddress(values.MAIL_REPLY_TO),
    returnPath: readReturnPath(values),
    feedback,
    postalAddress: values.POSTAL_ADDRESS ?? null,
    siteName: values.SITE_NAME,
    secretKeys: secretKeys(values),
    adminApiKey: values.ADMIN_API_KEY ?? null,
    dkim,
    uncertainPolicy: values.UNCERTAIN_POLICY,
    sources,
    huggingfaceUrl: withoutSlash(values.HUGGINGFACE_URL),
    arxivApiUrl: withoutSlash(values.ARXIV_API_URL),
    arxivRssUrl: withoutSlash(values.ARXIV_RSS_URL),
    pageCacheSeconds: Number(values.PAGE_CACHE_SECONDS),
    sourceWaitMinutes: Number(values.SOURCE_WAIT),
    pollMinutes: Number(values.POLL_MINUTES),
    digestTime: values.DIGEST_TIME,
    digestTimezone: values.DIGEST_TIMEZONE,
    mostPapers: { weekly: Number(values.WEEKLY_PAPERS), monthly: Number(values.MONTHLY_PAPERS) },
  };
}

function readReturnPath({ RETURN_PATH_DOMAIN: domain, RETURN_PATH_PREFIX: prefix = '' }: Values) {
  const address = domain === undefined ? null : parseAddress(`bounces@${domain}`);
  return address === null ? null : { prefix, domain: domainOf(address) };
}

/** What the SMTP variables name, with a fault for what cannot be read. */
function readRelays(
  values: Values,
  connections: Connections,
  faults: Map<string, string>,
): readonly RelaySettings[] {
  if (values.SMTP_URL !== undefined) return [onlyRelay(values.SMTP_URL, connections)];
  return readParsed('SMTP_RELAYS', values, faults, (text) => parseRelays(text, connections)) ?? [];
}

/** A list that is not there is found at the start and not in the night. */
function readSources(values: Values, faults: Map<string, string>): readonly SourceSettings[] {
  const sources = readParsed('SOURCES', values, faults, parseSources) ?? [];
  const missing = sources.findIndex((source) => source.kind === 'file' && !isReadable(source.path));
  if (missing >= 0) {
    faults.set('SOURCES', `entry ${missing + 1}: expected a file or folder that can be read`);
  }
  return sources;
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

/** The topics that Broadsheet ships, or with what the file of TOPICS says of its own. */
function readTopics(values: Values, faults: Map<string, string>): TopicVocabulary | null {
  if (values.TOPICS === undefined) return shippedVocabulary;
  try {
    return readTopicsFile(readFileSync(values.TOPICS, 'utf8'));
  } catch (error) {
    const reason = error instanceof BroadsheetError ? error.message : 'expected a file that can be read';
    faults.set('TOPICS', reason);
    return null;
  }
}

function readParsed<T>(
  name: 'SMTP_RELAYS' | 'DOMAIN_LIMITS' | 'SOURCES',
  values: Values,
  faults: Map<string, string>,
  parse: (text: string) => T,
): T | null {
  const text = values[name];
  if (text === undefined) return null;
  try {
    return parse(text);
  } catch (error) {
    if (!faults.has(name)) faults.set(name, error instanceof BroadsheetError ? error.message : 'unreadable');
    return null;
  }
}

/** The key of DKIM_KEY_FILE, then those of DKIM_MORE_KEYS. */
function readDkim(values: Values, faults: Map<string, string>): readonly DkimConfig[] {
  const { DKIM_DOMAIN: domain, DKIM_SELECTOR: selector, DKIM_KEY_FILE: file } = values;
  if (domain === undefined || selector === undefined || file === undefined) return [];
  const more = parseList(values.DKIM_MORE_KEYS).map((text) => keyPlaceOf(text, domain));
  const places = [{ name: 'DKIM_KEY_FILE', domain, selector, file }, ...more];
  return places.flatMap(({ name, file, ...key }) => {
    try {
      return [
        { domain: key.domain.toLowerCase(), selector: key.selector, privateKey: readFileSync(file, 'utf8') },
      ];
    } catch {
      if (!faults.has(name)) faults.set(name, 'expected a file that can be read');
      return [];
    }
  });
}

/** An entry of DKIM_MORE_KEYS, whose form was checked before: `selector=file` or `domain/selector=file`. */
function keyPlaceOf(text: string, ownDomain: string) {
  const file = text.slice(text.indexOf('=') + 1);
  const [selector = '', domain = ownDomain] = text.slice(0, text.indexOf('=')).split('/').reverse();
  return { name: 'DKIM_MORE_KEYS', domain, selector, file };
}
