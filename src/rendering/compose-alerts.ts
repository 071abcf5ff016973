import { oneLine } from '../model/one-line.js';
import { encodeWithPlaceholders } from './fill-placeholders.js';
import {
  addressField,
  dateField,
  fixedField,
  mailboxField,
  messageIdField,
  textField,
} from './header-fields.js';
import {
  type ComposedMessage,
  endOfParts,
  fillMessage,
  headerBytes,
  joinParts,
  languageField,
  mimeFields,
} from './message-parts.js';
import type { SiteIdentity } from './site-identity.js';
import { viewSite } from './site-view.js';
import type { Templates } from './templates.js';

/** A mail to an operator that tells of what gathered. */
export interface AlertMail {
  readonly address: string;
  /** With its angle brackets. */
  readonly messageId: string;
  readonly date: Date;
  /** The page that has them all. */
  readonly pageUrl: string;
  /** What happened, the most pressing first; one at least. */
  readonly alerts: readonly { readonly sentence: string; readonly when: string }[];
}

/**
 * Ready for SMTP; the subject is what presses most.
 * @throws BroadsheetError TEMPLATE_INVALID, ADDRESS_INVALID
 */
export async function composeAlerts(
  templates: Templates,
  site: SiteIdentity,
  { address, messageId, date, pageUrl, alerts }: AlertMail,
): Promise<ComposedMessage> {
  const { t, language } = templates.texts;
  const name = oneLine(site.name);
  const more = alerts.length - 1;
  // A subject ends without a full stop, and what is said of the others stands behind it.
  const first = oneLine(alerts[0]?.sentence ?? '').replace(/\.$/, '');
  const subject = t('mail-alert.subject', { site: name, first, more });
  const values = {
    ...{ site: viewSite(site, templates.texts), subject, pageUrl },
    alerts: alerts.map(({ sentence, when }) => ({ sentence: oneLine(sentence), when })),
    reader: { address, unsubscribeUrl: null },
  };
  const parts = endOfParts(
    encodeWithPlaceholders(await templates.text('alert', values)),
    encodeWithPlaceholders(await templates.html('alert', values)),
  );
  const headers = headerBytes([
    mailboxField('From', site.from),
    textField('Subject', subject),
    // RFC 3834 §5.2: keeps vacation responders from answering.
    fixedField('Auto-Submitted', 'auto-generated'),
    languageField(language),
    ...mimeFields,
  ]);
  const own = [dateField(date), addressField('To', address), messageIdField(messageId)];
  return fillMessage({ headers, ...joinParts(parts) }, own, {});
}
