import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import { parseList } from './config-values.js';
import { brandVariables } from './environment-brand.js';
import { AT, feedbackVariables } from './environment-feedback.js';
import { operatorsVariables } from './environment-operators.js';

export const UNSET_MAIL_FROM = 'Broadsheet <papers@localhost.localdomain>';
export const MIN_SECRET_LENGTH = 32;

/**
 * Every setting that Broadsheet reads, under the name of its variable, with what it means. `.env.example` and
 * `broadsheet.example.toml` document the same list, and a test holds the three together. Empty values count as
 * absent. `secret` keeps a value from being shown, `login` what a URL holds of a user and a password.
 */
export const environmentSchema = Type.Object({
  CONFIG: Type.Optional(Type.String({ description: 'a file with settings' })),
  PORT: Type.String({ default: '3000', pattern: '^\\d{1,5}$', description: 'a port number' }),
  MAILBOX: Type.Optional(
    Type.Enum(['open'], { description: 'open, where everybody who reaches the port may read all mail' }),
  ),
  HOST: Type.String({ default: '127.0.0.1', description: 'an address to listen on' }),
  PUBLIC_URL: Type.Optional(Type.String({ description: 'an http(s) URL without a query' })),
  ADMIN_URL: Type.Optional(Type.String({ description: 'an origin like https://admin.example.org' })),
  ROLE: Type.Enum(['all', 'web', 'worker'], { default: 'all', description: 'all, web or worker' }),
  LOG_LEVEL: Type.Enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
    default: 'info',
    description: 'trace, debug, info, warn, error, fatal or silent',
  }),
  TRUST_PROXY: Type.Optional(
    Type.String({
      description: 'addresses or ranges of proxies, or loopback, linklocal, uniquelocal, separated by commas',
    }),
  ),
  MONITOR: Type.Optional(
    Type.String({ pattern: AT, description: 'an address to listen on and a port, as 127.0.0.1:9464' }),
  ),
  DNS_SERVERS: Type.Optional(
    Type.String({
      description: 'addresses of DNS servers, with :port where it is not 53, separated by commas',
    }),
  ),
  EMBED_ORIGINS: Type.Optional(
    Type.String({ description: 'origins like https://example.org, separated by commas' }),
  ),
  DATA_DIR: Type.String({ default: 'data', description: 'a folder' }),
  DEPARTURES_FILE: Type.Optional(Type.String({ description: 'a file' })),
  DATABASE_URL: Type.Optional(
    Type.String({ pattern: '^postgres(ql)?://', description: 'a postgres:// URL', login: true }),
  ),
  REDIS_URL: Type.Optional(
    Type.String({
      pattern: '^rediss?(\\+(sentinel|cluster))?://',
      description:
        'redis://host:port, redis+sentinel://host:port,host:port/name or redis+cluster://host:port,host:port; rediss encrypts',
      login: true,
    }),
  ),
  REDIS_CA_FILE: Type.Optional(Type.String({ description: 'a file that can be read' })),
  SMTP_URL: Type.Optional(
    Type.String({
      pattern: '^smtps?://',
      description:
        'smtp://user:password@host:port or smtps://…, both percent-encoded, with known parameters only',
      login: true,
    }),
  ),
  SMTP_CONNECTIONS: Type.String({ default: '5', pattern: '^[1-9]\\d{0,2}$', description: '1 to 999' }),
  SMTP_NOTICE_CONNECTIONS: Type.String({
    default: '1',
    pattern: '^[1-9]\\d{0,2}$',
    description: '1 to 999',
  }),
  SMTP_RELAYS: Type.Optional(
    Type.String({ description: 'a JSON array of relays, in place of SMTP_URL', login: true }),
  ),
  DOMAIN_LIMITS: Type.Optional(
    Type.String({ description: 'domain=count/unit, with + between rates and commas between domains' }),
  ),
  MAIL_FROM: Type.String({ default: UNSET_MAIL_FROM, description: 'Name <address>' }),
  MAIL_TEMPLATES: Type.Optional(Type.String({ description: 'a folder' })),
  ...brandVariables,
  TEXTS: Type.Optional(Type.String({ description: 'a folder' })),
  TOPICS: Type.Optional(Type.String({ description: 'a file' })),
  MAIL_REPLY_TO: Type.Optional(Type.String({ description: 'an address' })),
  RETURN_PATH_DOMAIN: Type.Optional(
    Type.String({ description: 'a domain whose mail comes back to the service' }),
  ),
  RETURN_PATH_PREFIX: Type.Optional(
    Type.String({
      pattern: '^[a-z0-9][a-z0-9._-]{0,15}[+_=.-]$',
      description: 'up to 17 small letters and digits that end on + - = . or _',
    }),
  ),
  ...feedbackVariables,
  POSTAL_ADDRESS: Type.Optional(Type.String({ maxLength: 300, description: 'a postal address' })),
  SITE_NAME: Type.String({
    default: 'Broadsheet',
    maxLength: 60,
    pattern: '^[^\\u0000-\\u001f\\u007f]+$',
    description: 'a name in one line, of 60 characters at most',
  }),
  SECRET_KEY: Type.Optional(
    Type.String({
      minLength: MIN_SECRET_LENGTH,
      description: `at least ${MIN_SECRET_LENGTH} characters`,
      secret: true,
    }),
  ),
  SECRET_KEY_PREVIOUS: Type.Optional(
    Type.String({
      description: `former keys of at least ${MIN_SECRET_LENGTH} characters, separated by commas`,
      secret: true,
    }),
  ),
  ADMIN_API_KEY: Type.Optional(
    Type.String({ minLength: 24, description: 'at least 24 characters', secret: true }),
  ),
  ...operatorsVariables,
  DKIM_DOMAIN: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9.-]+$', description: 'a domain' })),
  DKIM_SELECTOR: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9._-]+$', description: 'a selector' })),
  DKIM_KEY_FILE: Type.Optional(Type.String({ description: 'a file' })),
  DKIM_MORE_KEYS: Type.Optional(
    Type.String({ description: 'selector=file or domain/selector=file, separated by commas' }),
  ),
  DKIM_ED25519_DOMAINS: Type.Optional(
    Type.String({ description: 'domains such as example.org, separated by commas' }),
  ),
  MARK_AHEAD: Type.String({
    default: '16',
    pattern: '^(?:[1-9]|[12]\\d|3[0-2])$',
    description: 'how many messages, from 1 to 32',
  }),
  FLIGHT_DIR: Type.Optional(Type.String({ description: 'a folder' })),
  UNCERTAIN_POLICY: Type.Enum(['hold', 'resend'], { default: 'hold', description: 'hold or resend' }),
  SOURCES: Type.String({
    default: 'huggingface',
    description: 'huggingface, arxiv, arxiv:CATEGORY+CATEGORY or file:PATH, separated by commas',
  }),
  HUGGINGFACE_URL: Type.String({
    default: 'https://huggingface.co',
    description: 'an http(s) URL without a query',
  }),
  ARXIV_API_URL: Type.String({
    default: 'https://export.arxiv.org',
    description: 'an http(s) URL without a query',
  }),
  ARXIV_RSS_URL: Type.String({
    default: 'https://rss.arxiv.org',
    description: 'an http(s) URL without a query',
  }),
  PAGE_CACHE_SECONDS: Type.String({ default: '5', pattern: '^\\d{1,4}$', description: '0 to 9999' }),
  SOURCE_WAIT: Type.String({ default: '30', pattern: '^\\d{1,3}$', description: '0 to 999' }),
  POLL_MINUTES: Type.String({ default: '20', pattern: '^[1-9]\\d{0,3}$', description: '1 to 9999' }),
  DIGEST_TIME: Type.String({
    default: '08:00',
    pattern: '^([01]\\d|2[0-3]):[0-5]\\d$',
    description: 'HH:MM',
  }),
  DIGEST_TIMEZONE: Type.String({ default: 'UTC', description: 'an IANA time zone' }),
  DIGEST_REVIEW: Type.String({ default: '0', pattern: '^\\d{1,3}$', description: '0 to 360' }),
  DIGEST_APPROVAL: Type.Enum(['none', 'asked', 'second'], {
    default: 'none',
    description: 'none, asked or second',
  }),
  PICTURES: Type.Enum(['on', 'off'], { default: 'on', description: 'on or off' }),
  PICTURES_MEGABYTES: Type.String({ default: '200', pattern: '^[1-9]\\d{0,5}$', description: '1 to 999999' }),
  NEW_MARK_UNTIL: Type.Optional(
    Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'a day, like 2026-12-31' }),
  ),
  DIGEST_DEPTH: Type.Enum(['short', 'full', 'titles'], {
    default: 'short',
    description: 'short, full or titles',
  }),
  WEEKLY_PAPERS: Type.String({ default: '20', pattern: '^[1-9]\\d{0,2}$', description: '1 to 999' }),
  MONTHLY_PAPERS: Type.String({ default: '30', pattern: '^[1-9]\\d{0,2}$', description: '1 to 999' }),
});

/** The settings with their defaults filled in, as texts. */
export type Values = Static<typeof environmentSchema>;
export type Name = keyof Values;

/** What is set: only that, trimmed, never empty. */
export type Given = Partial<Record<Name, string>>;

interface Description {
  readonly description?: string;
  readonly default?: string;
  readonly secret?: boolean;
  readonly login?: boolean;
}

/** What the schema says of a setting. */
export function describe(name: Name): Description {
  return environmentSchema.properties[name] as Description;
}

/** Whether a setting holds several entries, separated by commas. */
export function isList(name: Name): boolean {
  return /separated by commas/.test(describe(name).description ?? '');
}

export function withDefaults(given: Given): Values {
  return Value.Default(environmentSchema, { ...given }) as Values;
}

/** The current key first, then former ones. */
export function secretKeys(values: Values): string[] {
  return [
    ...(values.SECRET_KEY === undefined ? [] : [values.SECRET_KEY]),
    ...parseList(values.SECRET_KEY_PREVIOUS),
  ];
}
