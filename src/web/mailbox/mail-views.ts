import { momentWords } from '../pages/date-words.js';
import type { MailSummary } from './mailbox-reader.js';
import type { ReadMail } from './read-mail.js';

/** Longer sources are cut for the page; no mail of ours comes near. */
const MAX_SHOWN = 1_000_000;

export type Tab = 'html' | 'text' | 'headers' | 'source';

export function summaryView(mail: MailSummary) {
  return {
    href: `/mailbox/${mail.id}`,
    subject: mail.subject,
    from: mail.from,
    to: mail.to,
    iso: mail.receivedAt.toISOString(),
    time: momentWords(mail.receivedAt),
    size: sizeWords(mail.bytes),
  };
}

export function mailView(mail: ReadMail, raw: Buffer, receivedAt: Date) {
  return {
    subject: mail.subject,
    from: mail.from,
    to: mail.to,
    iso: receivedAt.toISOString(),
    time: momentWords(receivedAt),
    size: sizeWords(raw.length),
  };
}

export function tabViews(id: string, current: Tab) {
  return [
    { text: 'HTML', tab: 'html', href: `/mailbox/${id}` },
    { text: 'Text', tab: 'text', href: `/mailbox/${id}/text` },
    { text: 'Headers', tab: 'headers', href: `/mailbox/${id}/headers` },
    { text: 'Source', tab: 'source', href: `/mailbox/${id}/source` },
  ].map(({ text, href, tab }) => ({ text, href, current: tab === current }));
}

/** What stands under the tabs. */
export function tabContent(id: string, tab: Tab, mail: ReadMail, raw: Buffer) {
  const nothing = { frame: null, headers: null, plain: null, plainLabel: '', absent: null };
  switch (tab) {
    case 'html':
      return mail.html === null
        ? { ...nothing, absent: 'This mail has no HTML part.' }
        : { ...nothing, frame: `/mailbox/${id}/html` };
    case 'text':
      return mail.text === null
        ? { ...nothing, absent: 'This mail has no text part.' }
        : { ...nothing, plain: mail.text, plainLabel: 'The mail as text' };
    case 'headers':
      return { ...nothing, headers: mail.headers };
    case 'source':
      return {
        ...nothing,
        plain: raw.subarray(0, MAX_SHOWN).toString('utf8'),
        plainLabel: 'Source of the mail',
      };
  }
}

function sizeWords(bytes: number): string {
  return bytes < 1024 ? `${bytes} bytes` : `${Math.round(bytes / 1024).toLocaleString('en-US')} KB`;
}
