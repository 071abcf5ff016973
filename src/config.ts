import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import { BroadsheetError } from './errors.js';
import { addressParts } from './model/address.js';

const UNSET_MAIL_FROM = 'Broadsheet <papers@localhost.localdomain>';

/**
 * Every variable that Broadsheet reads, with what it means; `.env.example` documents the same list and a
 * test holds the two together. Empty values count as absent.
 */
export const environmentSchema = Type.Object({
  PORT: Type.String({ default: '3000', pattern: '^\\d{1,5}$', description: 'a port number' }),
  HOST: Type.String({ default: '127.0.0.1', description: 'an address to listen on' }),
  PUBLIC_URL: Type.Optional(Type.String({ pattern: '^https?://[^?#\\s]+$', description: 'an http(s) URL' })),
  ROLE: Type.Enum(['all', 'web', 'worker'], { default: 'all', description: 'all, web or worker' }),
  LOG_LEVEL: Type.Enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
    default: 'info',
    description: 'trace, debug, info, warn, error, fatal or silent',
  }),
  TRUST_PROXY: Type.Optional(Type.String({ description: 'addresses of proxies' })),
  DATA_DIR: Type.String({ default: 'data', description: 'a folder' }),
  DATABASE_URL: Type.Optional(
    Type.String({ pattern: '^postgres(ql)?://', description: 'a postgres:// URL' }),
  ),
  REDIS_URL: Type.Optional(Type.String({ pattern: '^rediss?://', description: 'a redis:// URL' })),
  SMTP_URL: Type.Optional(Type.String({ pattern: '^smtps?://', description: 'an smtp:// or smtps:// URL' })),
  SMTP_CONNECTIONS: Type.String({ default: '5', pattern: '^[1-9]\\d{0,2}$', description: '1 to 999' }),
  MAIL_FROM: Type.String({ default: UNSET_MAIL_FROM, description: 'Name <address>' }),
  MAIL_REPLY_TO: Type.Optional(Type.String({ description: 'an address' })),
  POSTAL_ADDRESS: Type.Optional(Type.String({ maxLength: 300, description: 'a postal address' })),
  SITE_NAME: Type.String({ default: 'Broadsheet', minLength: 1, maxLength: 60, description: 'a name' }),
  SECRET_KEY: Type.Optional(Type.String({ minLength: 32, description: 'at least 32 characters' })),
  SECRET_KEY_PREVIOUS: Type.Optional(Type.String({ description: 'former keys, separated by commas' })),
  ADMIN_API_KEY: Type.Optional(Type.String({ minLength: 24, description: 'at least 24 characters' })),
  DKIM_DOMAIN: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9.-]+$', description: 'a domain' })),
  DKIM_SELECTOR: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9._-]+$', description: 'a selector' })),
  DKIM_KEY_FILE: Type.Optional(Type.String({ description: 'a file' })),
  UNCERTAIN_POLICY: Type.Enum(['hold', 'resend'], { default: 'hold', description: 'hold or resend' }),
  HUGGINGFACE_URL: Type.String({
    default: 'https://huggingface.co',
    pattern: '^https?://[^?#\\s]+$',
    description: 'an http(s) URL',
  }),
  POLL_MINUTES: Type.String({ default: '20', pattern: '^[1-9]\\d{0,3}$', description: '1 to 9999' }),
  DIGEST_TIME: Type.String({
    default: '08:00',
    pattern: '^([01]\\d|2[0-3]):[0-5]\\d$',
    description: 'HH:MM',
  }),
  DIGEST_TIMEZONE: Type.String({ default: 'UTC', description: 'an IANA time zone' }),
});

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
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  readonly redisUrl: string | null;
  readonly smtpUrl: string | null;
  readonly smtpConnections: number;
  readonly mailFrom: Mailbox;
  readonly mailReplyTo: string | null;
  readonly postalAddress: string | null;
  readonly siteName: string;
  /** The current key first, then former ones; empty means one is made and kept in `dataDir`. */
  readonly secretKeys: readonly string[];
  readonly adminApiKey: string | null;
  readonly dkim: DkimConfig | null;
  readonly uncertainPolicy: 'hold' | 'resend';
  readonly huggingfaceUrl: string;
  readonly pollMinutes: number;
  readonly digestTime: string;
  readonly digestTimezone: string;
}

/** A key that was published as an example is no secret. */
const EXAMPLE_SECRET = /change[-_ ]?me|example|secret[-_ ]?key|^(.)\1+$/i;

/**
 * Reads the configuration from an environment.
 * @throws BroadsheetError CONFIG_INVALID that names every fault in one message
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const faults: string[] = [];
  const given = Object.fromEntries(
    Object.keys(environmentSchema.properties)
      .map((name) => [name, environment[name]?.trim()] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  );
  const values = Value.Default(environmentSchema, given) as Static<typeof environmentSchema>;
  const refused = new Set<string>();
  for (const error of Value.Errors(environmentSchema, values)) {
    const name = error.instancePath.slice(1);
    if (refused.has(name)) continue;
    refused.add(name);
    const property = environmentSchema.properties[name as keyof typeof values] as { description?: string };
    faults.push(`${name}: expected ${property.description}`);
  }

  const port = Number(values.PORT);
  if (!refused.has('PORT') && port > 65_535) faults.push('PORT: expected a port number');
  const mailFrom = parseMailbox(values.MAIL_FROM);
  if (mailFrom === null) faults.push('MAIL_FROM: expected Name <address>');
  const replyTo = values.MAIL_REPLY_TO ?? null;
  if (replyTo !== null && addressParts(replyTo) === null) faults.push('MAIL_REPLY_TO: expected an address');
  if (!isTimeZone(values.DIGEST_TIMEZONE)) faults.push('DIGEST_TIMEZONE: expected an IANA time zone');
  const secretKeys = [values.SECRET_KEY, ...(values.SECRET_KEY_PREVIOUS?.split(',') ?? [])]
    .map((key) => key?.trim())
    .filter((key): key is string => key !== undefined && key !== '');
  if (values.SECRET_KEY === undefined && secretKeys.length > 0) {
    faults.push('SECRET_KEY_PREVIOUS: needs SECRET_KEY beside it');
  }
  const dkim = readDkim(values, faults);

  // 15 USC 7704(a)(5): a newsletter names a postal address; links signed with a known key can be forged.
  if (values.SMTP_URL !== undefined) {
    if (values.POSTAL_ADDRESS === undefined) {
      faults.push('POSTAL_ADDRESS: needed in every newsletter as soon as SMTP_URL is set');
    }
    if (values.MAIL_FROM === UNSET_MAIL_FROM) {
      faults.push('MAIL_FROM: needed as soon as SMTP_URL is set');
    }
    if (values.PUBLIC_URL === undefined) {
      faults.push('PUBLIC_URL: needed as soon as SMTP_URL is set, links in mail start with it');
    }
  }
  if (values.SMTP_URL !== undefined || values.DATABASE_URL !== undefined) {
    if (values.SECRET_KEY === undefined) {
      faults.push('SECRET_KEY: needed as soon as SMTP_URL or DATABASE_URL is set (openssl rand -base64 48)');
    }
  }
  if (secretKeys.some((key) => EXAMPLE_SECRET.test(key))) {
    faults.push('SECRET_KEY: this is an example, make one of your own (openssl rand -base64 48)');
  }
  if (faults.length > 0 || mailFrom === null) {
    throw new BroadsheetError('CONFIG_INVALID', `The environment cannot be used:\n- ${faults.join('\n- ')}`);
  }

  return {
    role: values.ROLE as Config['role'],
    host: values.HOST,
    port,
    publicUrl: (values.PUBLIC_URL ?? `http://localhost:${port}`).replace(/\/+$/, ''),
    logLevel: values.LOG_LEVEL as string,
    trustProxy: values.TRUST_PROXY?.split(',').map((part) => part.trim()) ?? [],
    dataDir: resolve(values.DATA_DIR),
    databaseUrl: values.DATABASE_URL ?? null,
    redisUrl: values.REDIS_URL ?? null,
    smtpUrl: values.SMTP_URL ?? null,
    smtpConnections: Number(values.SMTP_CONNECTIONS),
    mailFrom,
    mailReplyTo: replyTo,
    postalAddress: values.POSTAL_ADDRESS ?? null,
    siteName: values.SITE_NAME,
    secretKeys,
    adminApiKey: values.ADMIN_API_KEY ?? null,
    dkim,
    uncertainPolicy: values.UNCERTAIN_POLICY as Config['uncertainPolicy'],
    huggingfaceUrl: values.HUGGINGFACE_URL.replace(/\/+$/, ''),
    pollMinutes: Number(values.POLL_MINUTES),
    digestTime: values.DIGEST_TIME,
    digestTimezone: values.DIGEST_TIMEZONE,
  };
}

function parseMailbox(text: string): Mailbox | null {
  const match = /^\s*(?:"?([^"<>\r\n]*?)"?\s*<([^<>\s]+)>|([^<>\s]+))\s*$/.exec(text);
  const address = match?.[2] ?? match?.[3];
  if (address === undefined || addressParts(address) === null) return null;
  return { name: match?.[1]?.trim() ?? '', address };
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function readDkim(values: Static<typeof environmentSchema>, faults: string[]): DkimConfig | null {
  const { DKIM_DOMAIN: domain, DKIM_SELECTOR: selector, DKIM_KEY_FILE: file } = values;
  if (domain === undefined && selector === undefined && file === undefined) return null;
  if (domain === undefined || selector === undefined || file === undefined) {
    faults.push('DKIM_DOMAIN, DKIM_SELECTOR, DKIM_KEY_FILE: all three or none');
    return null;
  }
  try {
    return { domain: domain.toLowerCase(), selector, privateKey: readFileSync(file, 'utf8') };
  } catch {
    faults.push('DKIM_KEY_FILE: expected a file that can be read');
    return null;
  }
}
