import Type from 'typebox';
import { parseImapUrl } from '../feedback/inbound/imap-url.js';
import { openSendgridKey } from '../feedback/webhooks/sendgrid.js';
import { isTopicArn } from '../feedback/webhooks/ses/sns-urls.js';
import { parseAddress, parseList } from './config-values.js';

const MIN_SECRET_LENGTH = 16;
const secrets = (what: string) =>
  Type.Optional(
    Type.String({
      description: `${what} of at least ${MIN_SECRET_LENGTH} characters, several separated by commas`,
      secret: true,
    }),
  );
const count = (initial: string, largest: number) =>
  Type.String({ default: initial, pattern: '^[1-9]\\d{0,2}$', description: `1 to ${largest}` });

/** An address of this machine, or a name of it, and a port. */
export const AT = '^(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9.-]+):\\d{1,5}$';

/** The variables about what comes back. */
export const feedbackVariables = {
  SOFT_BOUNCE_LIMIT: count('5', 999),
  SOFT_BOUNCE_DAYS: count('30', 999),
  INBOUND_SMTP: Type.Optional(
    Type.String({
      pattern: AT,
      description: 'an address to listen on and a port, as 0.0.0.0:25',
    }),
  ),
  INBOUND_SMTP_KEY_FILE: Type.Optional(Type.String({ description: 'a file' })),
  INBOUND_SMTP_CERT_FILE: Type.Optional(Type.String({ description: 'a file' })),
  INBOUND_MAILBOXES: Type.Optional(Type.String({ description: 'addresses, separated by commas' })),
  FEEDBACK_LOOP_DOMAINS: Type.Optional(
    Type.String({ description: 'domains of feedback loops, separated by commas' }),
  ),
  IMAP_URL: Type.Optional(
    Type.String({
      description: 'imaps://user:password@host/folder or imap://…, all percent-encoded',
      login: true,
    }),
  ),
  IMAP_DONE_FOLDER: Type.Optional(Type.String({ maxLength: 200, description: 'the name of a folder' })),
  SES_TOPIC_ARNS: Type.Optional(
    Type.String({ description: 'ARNs of topics of Amazon SNS, separated by commas' }),
  ),
  SES_WEBHOOK_PASSWORD: secrets('a password'),
  SENDGRID_WEBHOOK_KEY: Type.Optional(
    Type.String({
      description: 'the verification key as SendGrid shows it, several separated by commas',
      secret: true,
    }),
  ),
  MAILGUN_WEBHOOK_KEY: secrets('a signing key'),
  POSTMARK_WEBHOOK_SECRET: secrets('a secret'),
  WEBHOOK_SECRET: secrets('a secret'),
};

const areSecrets = (text: string) => parseList(text).every((secret) => secret.length >= MIN_SECRET_LENGTH);

/** Whether the port of `host:port` is one. */
export function hasPort(text: string): boolean {
  return Number(text.slice(text.lastIndexOf(':') + 1)) <= 65_535;
}

/** Whether all of a list are domains. */
export function isDomainList(text: string): boolean {
  return parseList(text).every((domain) => /^([a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{1,62}$/i.test(domain));
}

/** What the schema cannot say of a value. */
export const feedbackChecks = {
  INBOUND_SMTP: hasPort,
  INBOUND_MAILBOXES: (text: string) => parseList(text).every((address) => parseAddress(address) !== null),
  FEEDBACK_LOOP_DOMAINS: isDomainList,
  IMAP_URL: (text: string) => isReadable(() => parseImapUrl(text)),
  SES_TOPIC_ARNS: (text: string) => parseList(text).every(isTopicArn),
  SES_WEBHOOK_PASSWORD: areSecrets,
  SENDGRID_WEBHOOK_KEY: (text: string) =>
    parseList(text).every((key) => isReadable(() => openSendgridKey(key))),
  MAILGUN_WEBHOOK_KEY: areSecrets,
  POSTMARK_WEBHOOK_SECRET: areSecrets,
  WEBHOOK_SECRET: areSecrets,
};

function isReadable(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}
