import { Value } from 'typebox/value';
import { parseRedisUrl } from '../jobs/redis-url.js';
import { isCalendarDate } from '../model/calendar-date.js';
import { readUrl } from '../read-url.js';
import {
  isHttpUrl,
  isOriginList,
  isProxyList,
  isServerList,
  isSmtpUrl,
  isTimeZone,
  parseAddress,
  parseList,
  parseMailbox,
} from './config-values.js';
import {
  describe,
  environmentSchema,
  MIN_SECRET_LENGTH,
  type Name,
  secretKeys,
  UNSET_MAIL_FROM,
  type Values,
} from './environment.js';
import { brandChecks } from './environment-brand.js';
import { feedbackChecks, hasPort, isDomainList } from './environment-feedback.js';
import { nameAt } from './places.js';
import type { Settings } from './read-settings.js';

/** What the schema cannot say of a value; a fault is told in the words of the schema's description. */
const checks: Partial<Record<Name, (text: string) => boolean>> = {
  ...feedbackChecks,
  ...brandChecks,
  PORT: (text) => Number(text) <= 65_535,
  PUBLIC_URL: isHttpUrl,
  ADMIN_URL: (text) => isOriginList(text) && !text.includes(','),
  TRUST_PROXY: isProxyList,
  MONITOR: hasPort,
  DNS_SERVERS: isServerList,
  EMBED_ORIGINS: isOriginList,
  DATABASE_URL: (text) => readUrl(text) !== null,
  REDIS_URL: (text) => parseRedisUrl(text) !== null,
  SMTP_URL: isSmtpUrl,
  DKIM_MORE_KEYS: (text) => parseList(text).every((key) => DKIM_KEY_PLACE.test(key)),
  DKIM_ED25519_DOMAINS: isDomainList,
  MAIL_FROM: (text) => parseMailbox(text) !== null,
  MAIL_REPLY_TO: (text) => parseAddress(text) !== null,
  RETURN_PATH_DOMAIN: (text) => parseAddress(`bounces@${text}`) !== null,
  SECRET_KEY_PREVIOUS: (text) => parseList(text).every((key) => key.length >= MIN_SECRET_LENGTH),
  OIDC_ISSUER: isHttpUrl,
  HUGGINGFACE_URL: isHttpUrl,
  ARXIV_API_URL: isHttpUrl,
  ARXIV_RSS_URL: isHttpUrl,
  DIGEST_TIMEZONE: isTimeZone,
  DIGEST_REVIEW: (text) => Number(text) <= 360,
  NEW_MARK_UNTIL: isCalendarDate,
};

const OIDC = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_ROLES'] as const;
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
  { name: 'REDIS_URL', when: ['REDIS_CA_FILE'], reason: 'the server that it is about' },
  { name: 'RETURN_PATH_DOMAIN', when: ['INBOUND_SMTP'], reason: 'mail for it is taken there' },
  { name: 'IMAP_URL', when: ['IMAP_DONE_FOLDER'], reason: 'the mailbox that it belongs to' },
  { name: 'INBOUND_SMTP', when: [...INBOUND_TLS, 'INBOUND_MAILBOXES'], reason: 'they are for it' },
  ...INBOUND_TLS.map((name) => ({ name, when: INBOUND_TLS, reason: 'both or none of them' })),
  { name: 'RETURN_PATH_DOMAIN', when: ['RETURN_PATH_PREFIX'], reason: 'a prefix stands before it' },
  ...OIDC.map((name) => ({ name, when: OIDC, reason: 'all four or none of them' })),
  ...DKIM_TRIO.map((name) => ({ name, when: DKIM_TRIO, reason: 'all three or none of them' })),
  ...DKIM_TRIO.map((name) => ({
    name,
    when: ['DKIM_MORE_KEYS', 'DKIM_ED25519_DOMAINS'] as const,
    reason: 'they are about more signatures than a first',
  })),
];

/** Links that are signed with a published key can be forged, and a published example is no secret. */
const EXAMPLE_SECRET = /change[-_ ]?me|example|secret[-_ ]?key|^(.)\1+$/i;

/** Holds the values against the schema and the checks; the first fault of each is told. */
export function checkValues({ given, placeOf, faults }: Settings, values: Values): void {
  const expected = (name: Name) => `expected ${describe(name).description}`;
  for (const error of Value.Errors(environmentSchema, values)) {
    const name = error.instancePath.slice(1) as Name;
    faults.refuse(name, expected(name));
  }
  for (const [name, check] of Object.entries(checks) as [Name, (text: string) => boolean][]) {
    const value = values[name];
    if (value !== undefined && !check(value)) faults.refuse(name, expected(name));
  }
  for (const { name, when, reason } of needs) {
    const cause = when.find((other) => given[other] !== undefined);
    const missing = given[name] === undefined || given[name] === UNSET_MAIL_FROM;
    if (cause === undefined || !missing) continue;
    faults.refuse(name, `needed as soon as ${nameAt(cause, placeOf(cause))} is set: ${reason}`);
  }
  if (given.SMTP_URL !== undefined && given.SMTP_RELAYS !== undefined) {
    faults.refuse('SMTP_RELAYS', 'set this or SMTP_URL, not both');
  }
  if (secretKeys(values).some((key) => EXAMPLE_SECRET.test(key))) {
    faults.refuse('SECRET_KEY', 'this is an example; make one of your own with openssl rand -base64 48');
  }
}
