import Type from 'typebox';
import { parseList } from './config-values.js';
import { openSendgridKey } from './feedback/webhooks/sendgrid.js';
import { isTopicArn } from './feedback/webhooks/ses/sns-urls.js';

const MIN_SECRET_LENGTH = 16;
const secrets = (what: string) =>
  Type.Optional(
    Type.String({
      description: `${what} of at least ${MIN_SECRET_LENGTH} characters, several separated by commas`,
    }),
  );
const count = (initial: string, largest: number) =>
  Type.String({ default: initial, pattern: '^[1-9]\\d{0,2}$', description: `1 to ${largest}` });

/** The variables about what comes back. */
export const feedbackVariables = {
  SOFT_BOUNCE_LIMIT: count('5', 999),
  SOFT_BOUNCE_DAYS: count('30', 999),
  SES_TOPIC_ARNS: Type.Optional(
    Type.String({ description: 'ARNs of topics of Amazon SNS, separated by commas' }),
  ),
  SES_WEBHOOK_PASSWORD: secrets('a password'),
  SENDGRID_WEBHOOK_KEY: Type.Optional(
    Type.String({ description: 'the verification key as SendGrid shows it, several separated by commas' }),
  ),
  MAILGUN_WEBHOOK_KEY: secrets('a signing key'),
  POSTMARK_WEBHOOK_SECRET: secrets('a secret'),
  WEBHOOK_SECRET: secrets('a secret'),
};

const areSecrets = (text: string) => parseList(text).every((secret) => secret.length >= MIN_SECRET_LENGTH);

/** What the schema cannot say of a value. */
export const feedbackChecks = {
  SES_TOPIC_ARNS: (text: string) => parseList(text).every(isTopicArn),
  SES_WEBHOOK_PASSWORD: areSecrets,
  SENDGRID_WEBHOOK_KEY: (text: string) => parseList(text).every(isSendgridKey),
  MAILGUN_WEBHOOK_KEY: areSecrets,
  POSTMARK_WEBHOOK_SECRET: areSecrets,
  WEBHOOK_SECRET: areSecrets,
};

function isSendgridKey(text: string): boolean {
  try {
    openSendgridKey(text);
    return true;
  } catch {
    return false;
  }
}
