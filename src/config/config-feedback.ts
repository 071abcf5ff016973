import { readFileSync } from 'node:fs';
import { type ImapAddress, parseImapUrl } from '../feedback/inbound/imap-url.js';
import type { WebhookSecrets } from '../feedback/webhooks/open-webhooks.js';
import type { SoftBounceLimit } from '../store/feedback/feedback-effects.js';
import { parseAddress, parseHostAndPort, parseList } from './config-values.js';
import type { Values } from './environment.js';
import type { Faults } from './faults.js';

/** What comes back: by which ways, and what it leads to. */
export interface FeedbackConfig {
  readonly softBounces: SoftBounceLimit;
  readonly webhooks: WebhookSecrets;
  /** Where reports are received by SMTP; null: nowhere. */
  readonly inboundSmtp: InboundSmtpConfig | null;
  /** Addresses that take reports and requests beside signed return paths. */
  readonly mailboxes: readonly string[];
  /** Feedback loops whose complaints are believed when they authenticate themselves, in lower case. */
  readonly loopDomains: readonly string[];
  readonly imap: { readonly address: ImapAddress; readonly doneFolder: string | null } | null;
}

export interface InboundSmtpConfig {
  readonly host: string;
  readonly port: number;
  readonly tls: { readonly key: string; readonly certificate: string } | null;
}

/** What the values say; a fault for a file that cannot be read. */
export function readFeedbackConfig(values: Values, faults: Faults): FeedbackConfig | null {
  const inboundSmtp = readInboundSmtp(values, faults);
  if (faults.size > 0) return null;
  const { IMAP_URL: imapUrl, IMAP_DONE_FOLDER: doneFolder = null } = values;
  return {
    inboundSmtp,
    mailboxes: parseList(values.INBOUND_MAILBOXES).flatMap((address) => parseAddress(address) ?? []),
    loopDomains: parseList(values.FEEDBACK_LOOP_DOMAINS).map((domain) => domain.toLowerCase()),
    imap: imapUrl === undefined ? null : { address: parseImapUrl(imapUrl), doneFolder },
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

function readInboundSmtp(values: Values, faults: Faults): InboundSmtpConfig | null {
  const {
    INBOUND_SMTP: at,
    INBOUND_SMTP_KEY_FILE: keyFile,
    INBOUND_SMTP_CERT_FILE: certificateFile,
  } = values;
  if (at === undefined) return null;
  const read = (name: string, file: string): string => {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      faults.refuse(name, 'expected a file that can be read');
      return '';
    }
  };
  const tls =
    keyFile === undefined || certificateFile === undefined
      ? null
      : {
          key: read('INBOUND_SMTP_KEY_FILE', keyFile),
          certificate: read('INBOUND_SMTP_CERT_FILE', certificateFile),
        };
  return { ...parseHostAndPort(at), tls };
}
