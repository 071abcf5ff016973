import { parseList } from './config-values.js';
import type { Values } from './environment.js';
import type { WebhookSecrets } from './feedback/webhooks/open-webhooks.js';
import type { SoftBounceLimit } from './store/feedback-effects.js';

/** What comes back: by which ways, and what it leads to. */
export interface FeedbackConfig {
  readonly softBounces: SoftBounceLimit;
  readonly webhooks: WebhookSecrets;
}

/** Values without a fault. */
export function readFeedbackConfig(values: Values): FeedbackConfig {
  return {
    softBounces: { days: Number(values.SOFT_BOUNCE_LIMIT), withinDays: Number(values.SOFT_BOUNCE_DAYS) },
    webhooks: {
      sesTopics: parseList(values.SES_TOPIC_ARNS),
      sesPasswords: parseList(values.SES_WEBHOOK_PASSWORD),
      sendgridKeys: parseList(values.SENDGRID_WEBHOOK_KEY),
      mailgunKeys: parseList(values.MAILGUN_WEBHOOK_KEY),
      postmarkSecrets: parseList(values.POSTMARK_WEBHOOK_SECRET),
      genericSecrets: parseList(values.WEBHOOK_SECRET),
    },
  };
}
