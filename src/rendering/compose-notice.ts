import { type ComingMail, comingMailSentence } from '../i18n/coming-mail.js';
import type { NoticeKind } from '../model/delivery.js';
import { compileNotice, type NoticeReader } from './compile-notice.js';
import { addressField, dateField, messageIdField, unsubscribeField } from './header-fields.js';
import { type ComposedMessage, fillMessage } from './message-parts.js';
import type { SiteIdentity } from './site-identity.js';
import type { Templates } from './templates.js';

export interface Notice extends Omit<NoticeReader, 'comingWords'> {
  readonly kind: NoticeKind;
  /** With its angle brackets. */
  readonly messageId: string;
  readonly date: Date;
  /** Where the button leads: to confirm, to ask for the current digest, to come back; null for no button. */
  readonly actionUrl: string | null;
  /** Only where the reader is subscribed: a confirmation has nothing to unsubscribe from. */
  readonly unsubscribeUrl: string | null;
  /** The digest that comes first, where a welcome can say so. */
  readonly coming?: ComingMail | null;
  /** As in a digest. */
  readonly unsubscribeMailto?: string | null;
}

/**
 * A notice, ready for SMTP.
 * @throws BroadsheetError TEMPLATE_INVALID, ADDRESS_INVALID, INPUT_INVALID
 */
export async function composeNotice(
  templates: Templates,
  site: SiteIdentity,
  notice: Notice,
): Promise<ComposedMessage> {
  const { kind, address, newAddress, actionUrl, unsubscribeUrl, coming = null } = notice;
  const links = {
    hasAction: actionUrl !== null,
    hasUnsubscribe: unsubscribeUrl !== null,
    hasComing: coming !== null,
    hasChoices: notice.chooseUrl != null,
  };
  const compiled = await compileNotice(templates, site, kind, links);
  const personal = {
    address,
    newAddress: newAddress ?? '',
    actionUrl: actionUrl ?? '',
    unsubscribeUrl: unsubscribeUrl ?? '',
    chooseUrl: notice.chooseUrl ?? '',
    comingWords: coming === null ? '' : comingMailSentence(templates.texts, coming, 'first'),
  };
  const fields = [
    dateField(notice.date),
    addressField('To', address),
    messageIdField(notice.messageId),
    ...(unsubscribeUrl === null ? [] : [unsubscribeField(unsubscribeUrl, notice.unsubscribeMailto ?? null)]),
  ];
  return fillMessage(compiled, fields, personal);
}
