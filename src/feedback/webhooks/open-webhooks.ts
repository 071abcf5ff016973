import { genericWebhook } from './generic.js';
import { mailgunWebhook } from './mailgun.js';
import { postmarkWebhook } from './postmark.js';
import { sendgridWebhook } from './sendgrid.js';
import { guardedGetter } from './ses/guarded-get.js';
import { type SesOptions, sesWebhook } from './ses/ses-webhook.js';
import type { Webhook } from './webhook.js';

/** What each provider's webhook is verified by; empty lists leave it closed. */
export interface WebhookSecrets {
  readonly sesTopics: readonly string[];
  readonly sesPasswords: readonly string[];
  readonly sendgridKeys: readonly string[];
  readonly mailgunKeys: readonly string[];
  readonly postmarkSecrets: readonly string[];
  readonly genericSecrets: readonly string[];
}

/** The last parts of the paths of all webhooks, whether they are configured or not. */
export const webhookPaths = ['ses', 'sendgrid', 'mailgun', 'postmark', 'generic'] as const;
type WebhookPath = (typeof webhookPaths)[number];

/** The webhooks that are configured, by the last part of their path. */
export function openWebhooks(
  secrets: WebhookSecrets,
  { log, get = guardedGetter() }: Pick<SesOptions, 'log'> & Partial<Pick<SesOptions, 'get'>>,
): ReadonlyMap<string, Webhook> {
  const { sesTopics, sesPasswords, sendgridKeys, mailgunKeys, postmarkSecrets, genericSecrets } = secrets;
  const all: Readonly<Record<WebhookPath, readonly [configured: readonly string[], open: () => Webhook]>> = {
    ses: [sesTopics, () => sesWebhook({ topics: sesTopics, passwords: sesPasswords, get, log })],
    sendgrid: [sendgridKeys, () => sendgridWebhook(sendgridKeys)],
    mailgun: [mailgunKeys, () => mailgunWebhook(mailgunKeys)],
    postmark: [postmarkSecrets, () => postmarkWebhook(postmarkSecrets)],
    generic: [genericSecrets, () => genericWebhook(genericSecrets)],
  };
  return new Map(
    webhookPaths.flatMap((path) => {
      const [configured, open] = all[path];
      return configured.length > 0 ? [[path, open()]] : [];
    }),
  );
}
