import type { Texts } from '../../i18n/texts.js';
import type { MailSummary } from '../http/mailbox-reader.js';
import type { ReadMail } from './read-mail.js';

/** Longer sources are cut for the page; no mail of ours comes near. */
const MAX_SHOWN = 1_000_000;

export type Tab = 'html' | 'text' | 'headers' | 'source';

export function summaryView(texts: Texts, mail: MailSummary) {
  return {
    href: `/mailbox/${mail.id}`,
    subject: mail.subject,
    from: mail.from,
    to: mail.to,
    iso: mail.receivedAt.toISOString(),
    time: texts.dates.moment(mail.receivedAt),
    size: sizeWords(texts, mail.bytes),
  };
}

export function mailView(texts: Texts, mail: ReadMail, raw: Buffer, receivedAt: Date) {
  return {
    subject: mail.subject ?? texts.t('mailbox.no-subject'),
    from: mail.from ?? texts.t('mailbox.nobody'),
    to: mail.to,
    iso: receivedAt.toISOString(),
    time: texts.dates.moment(receivedAt),
    size: sizeWords(texts, raw.length),
  };
}

export function tabViews({ t }: Texts, id: string, current: Tab) {
  return [
    { text: t('mailbox.html'), tab: 'html', href: `/mailbox/${id}` },
    { text: t('mailbox.text'), tab: 'text', href: `/mailbox/${id}/text` },
    { text: t('mailbox.headers'), tab: 'headers', href: `/mailbox/${id}/headers` },
    { text: t('mailbox.source'), tab: 'source', href: `/mailbox/${id}/source` },
  ].map(({ text, href, tab }) => ({ text, href, current: tab === current }));
}

/** What stands under the tabs. */
export function tabContent(
  { t }: Texts,
  { id, tab }: { readonly id: string; readonly tab: Tab },
  mail: ReadMail,
  raw: Buffer,
) {
  const nothing = { frame: null, headers: null, plain: null, plainLabel: '', absent: null };
  switch (tab) {
    case 'html':
      return mail.html === null
        ? { ...nothing, absent: t('mailbox.no-html') }
        : { ...nothing, frame: `/mailbox/${id}/html` };
    case 'text':
      return mail.text === null
        ? { ...nothing, absent: t('mailbox.no-text') }
        : { ...nothing, plain: mail.text, plainLabel: t('mailbox.as-text') };
    case 'headers':
      return { ...nothing, headers: mail.headers };
    case 'source':
      return {
        ...nothing,
        plain: raw.subarray(0, MAX_SHOWN).toString('utf8'),
        plainLabel: t('mailbox.as-source'),
      };
  }
}

function sizeWords({ t }: Texts, bytes: number): string {
  if (bytes < 1024) return t('mailbox.bytes', { size: bytes });
  return t('mailbox.kilobytes', { size: Math.round(bytes / 1024) });
}
