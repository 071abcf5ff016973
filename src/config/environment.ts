import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import {
  isHttpUrl,
  isOriginList,
  isProxyList,
  isSmtpUrl,
  isTimeZone,
  isUrlWithHost,
  parseAddress,
  parseList,
  parseMailbox,
} from './config-values.js';
import { feedbackChecks, feedbackVariables } from './environment-feedback.js';

const UNSET_MAIL_FROM = 'Broadsheet <papers@localhost.localdomain>';
const MIN_SECRET_LENGTH = 32;

/**
 * Every variable that Broadsheet reads, with what it means; `.env.example` documents the same list and a
 * test holds the two together. Empty values count as absent.
 */
export const environmentSchema = Type.Object({
  PORT: Type.String({ default: '3000', pattern: '^\\d{1,5}$', description: 'a port number' }),
  HOST: Type.String({ default: '127.0.0.1', description: 'an address to listen on' }),
  PUBLIC_URL: Type.Optional(Type.String({ description: 'an http(s) URL without a query' })),
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
  EMBED_ORIGINS: Type.Optional(
    Type.String({ description: 'origins like https://example.org, separated by commas' }),
  ),
  DATA_DIR: Type.String({ default: 'data', description: 'a folder' }),
  DATABASE_URL: Type.Optional(
    Type.String({ pattern: '^postgres(ql)?://', description: 'a postgres:// URL' }),
  ),
  REDIS_URL: Type.Optional(Type.String({ pattern: '^rediss?://', description: 'a redis:// URL' })),
  SMTP_URL: Type.Optional(
    Type.String({
      pattern: '^smtps?://',
      description:
        'smtp://user:password@host:port or smtps://…, both percent-encoded, with known parameters only',
    }),
  ),
  SMTP_CONNECTIONS: Type.String({ default: '5', pattern: '^[1-9]\\d{0,2}$', description: '1 to 999' }),
  SMTP_NOTICE_CONNECTIONS: Type.String({
    default: '1',
    pattern: '^[1-9]\\d{0,2}$',
    description: '1 to 999',
  }),
  SMTP_RELAYS: Type.Optional(Type.String({ description: 'a JSON array of relays, in place of SMTP_URL' })),
  DOMAIN_LIMITS: Type.Optional(
    Type.String({ description: 'domain=count/unit, with + between rates and commas between domains' }),
  ),
  MAIL_FROM: Type.String({ default: UNSET_MAIL_FROM, description: 'Name <address>' }),
  MAIL_TEMPLATES: Type.Optional(Type.String({ description: 'a folder' })),
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
    Type.String({ minLength: MIN_SECRET_LENGTH, description: `at least ${MIN_SECRET_LENGTH} characters` }),
  ),
  SECRET_KEY_PREVIOUS: Type.Optional(
    Type.String({
      description: `former keys of at least ${MIN_SECRET_LENGTH} characters, separated by commas`,
    }),
  ),
  ADMIN_API_KEY: Type.Optional(Type.String({ minLength: 24, description: 'at least 24 characters' })),
  DKIM_DOMAIN: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9.-]+$', description: 'a domain' })),
  DKIM_SELECTOR: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9._-]+$', description: 'a selector' })),
  DKIM_KEY_FILE: Type.Optional(Type.String({ description: 'a file' })),
  DKIM_MORE_KEYS: Type.Optional(
    Type.String({ description: 'selector=file or domain/selector=file, separated by commas' }),
  ),
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
  WEEKLY_PAPERS: Type.String({ default: '20', pattern: '^[1-9]\\d{0,2}$', description: '1 to 999' }),
  MONTHLY_PAPERS: Type.String({ default: '30', pattern: '^[1-9]\\d{0,2}$', description: '1 to 999' }),
});

/** The variables with their defaults filled in. */
export type Values = Static<typeof environmentSchema>;
type Name = keyof Values;

/** What the schema cannot say of a value; a fault is told in the words of the schema's description. */
const checks: Partial<Record<Name, (text: string) => boolean>> = {
  ...feedbackChecks,
  PORT: (text) => Number(text) <= 65_535,
  PUBLIC_URL: isHttpUrl,
  TRUST_PROXY: isProxyList,
  EMBED_ORIGINS: isOriginList,
  DATABASE_URL: (text) => URL.canParse(text),
  REDIS_URL: isUrlWithHost,
  SMTP_URL: isSmtpUrl,
  DKIM_MORE_KEYS: (text) => parseList(text).every((key) => DKIM_KEY_PLACE.test(key)),
  MAIL_FROM: (text) => parseMailbox(text) !== null,
  MAIL_REPLY_TO: (text) => parseAddress(text) !== null,
  RETURN_PATH_DOMAIN: (text) => parseAddress(`bounces@${text}`) !== null,
  SECRET_KEY_PREVIOUS: (text) => parseList(text).every((key) => key.length >= MIN_SECRET_LENGTH),
  HUGGINGFACE_URL: isHttpUrl,
  ARXIV_API_URL: isHttpUrl,
  ARXIV_RSS_URL: isHttpUrl,
  DIGEST_TIMEZONE: isTimeZone,
};

const REAL_MAIL: readonly Name[] = ['SMTP_URL', 'SMTP_RELAYS'];
const INBOUND_TLS = ['INBOUND_SMTP_KEY_FILE', 'INBOUND_SMTP_CERT_FILE'] as const;
/** A selector, before it perhaps a domain, behind it a file. */
const DKIM_KEY_PLACE = /^(?:[A-Za-z0-9.-]+\/)?[A-Za-z0-9._-]+=[^,=]+$/;

const DKIM_TRIO = ['DKIM_DOMAIN', 'DKIM_SELECTOR', 'DKIM_KEY_FILE'] as const;

/** `name` must be set as soon as one of `when` is. */
const needs: readonly { name: Name; when: readonly Name[]; reason: string }[] = [
  // 15 USC 7704(a)(5).
  { name: 'POSTAL_ADDRESS', when: REAL_MAIL, reason: 'stands in every newsletter' },
  { name: 'MAIL_FROM', when: REAL_MAIL, reason: 'readers see it as the sender' },
  { name: 'PUBLIC_URL', when: REAL_MAIL, reason: 'links in mail start with it' },
  {
    name: 'SECRET_KEY',
    when: [...REAL_MAIL, 'DATABASE_URL', 'SECRET_KEY_PREVIOUS'],
    reason: 'it signs the links in mail; make one with openssl rand -base64 48',
  },
  { name: 'SES_TOPIC_ARNS', when: ['SES_WEBHOOK_PASSWORD'], reason: 'the topic whose messages are believed' },
  { name: 'RETURN_PATH_DOMAIN', when: ['INBOUND_SMTP'], reason: 'mail for it is taken there' },
  { name: 'IMAP_URL', when: ['IMAP_DONE_FOLDER'], reason: 'the mailbox that it belongs to' },
  { name: 'INBOUND_SMTP', when: [...INBOUND_TLS, 'INBOUND_MAILBOXES'], reason: 'they are for it' },
  ...INBOUND_TLS.map((name) => ({ name, when: INBOUND_TLS, reason: 'both or none of them' })),
  { name: 'RETURN_PATH_DOMAIN', when: ['RETURN_PATH_PREFIX'], reason: 'a prefix stands before it' },
  ...DKIM_TRIO.map((name) => ({ name, when: DKIM_TRIO, reason: 'all three or none of them' })),
  ...DKIM_TRIO.map((name) => ({
    name,
    when: ['DKIM_MORE_KEYS'] as const,
    reason: 'more signatures stand beside a first',
  })),
];

/** Links that are signed with a published key can be forged, and a published example is no secret. */
const EXAMPLE_SECRET = /change[-_ ]?me|example|secret[-_ ]?key|^(.)\1+$/i;

export type Given = Partial<Record<Name, string>>;

/** What is set, trimmed; empty values count as absent. */
export function givenValues(environment: Readonly<Record<string, string | undefined>>): Given {
  return Object.fromEntries(
    Object.keys(environmentSchema.properties)
      .map((name) => [name, environment[name]?.trim()] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  );
}

export function withDefaults(given: Given): Values {
  return Value.Default(environmentSchema, { ...given }) as Values;
}

/** The first fault of each variable. */
export function findFaults(given: Given, values: Values): Map<string, string> {
  const faults = new Map<string, string>();
  const refuse = (name: string, fault: string) => faults.has(name) || faults.set(name, fault);
  const expected = (name: Name) => {
    const { description } = environmentSchema.properties[name] as { description?: string };
    return `expected ${description}`;
  };

  for (const error of Value.Errors(environmentSchema, values)) {
    const name = error.instancePath.slice(1) as Name;
    refuse(name, expected(name));
  }
  for (const [name, check] of Object.entries(checks) as [Name, (text: string) => boolean][]) {
    const value = values[name];
    if (value !== undefined && !check(value)) refuse(name, expected(name));
  }
  for (const { name, when, reason } of needs) {
    const cause = when.find((other) => given[other] !== undefined);
    const missing = given[name] === undefined || given[name] === UNSET_MAIL_FROM;
    if (cause !== undefined && missing) refuse(name, `needed as soon as ${cause} is set: ${reason}`);
  }
  if (given.SMTP_URL !== undefined && given.SMTP_RELAYS !== undefined) {
    refuse('SMTP_RELAYS', 'set this or SMTP_URL, not both');
  }
  if (secretKeys(values).some((key) => EXAMPLE_SECRET.test(key))) {
    refuse('SECRET_KEY', 'this is an example; make one of your own with openssl rand -base64 48');
  }
  return faults;
}

/** The current key first, then former ones. */
export function secretKeys(values: Values): string[] {
  return [
    ...(values.SECRET_KEY === undefined ? [] : [values.SECRET_KEY]),
    ...parseList(values.SECRET_KEY_PREVIOUS),
  ];
}
