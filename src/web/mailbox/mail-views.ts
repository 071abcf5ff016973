import type { Texts } from '../../texts/texts.js';
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
    subject: mail.subject ?? texts.say('mailbox.no-subject'),
    from: mail.from ?? texts.say('mailbox.nobody'),
    to: mail.to,
    iso: receivedAt.toISOString(),
    time: texts.dates.moment(receivedAt),
    size: sizeWords(texts, raw.length),
  };
}

export function tabViews({ say }: Texts, id: string, current: Tab) {
  return [
    { text: say('mailbox.html'), tab: 'html', href: `/mailbox/${id}` },
    { text: say('mailbox.text'), tab: 'text', href: `/mailbox/${id}/text` },
    { text: say('mailbox.headers'), tab: 'headers', href: `/mailbox/${id}/headers` },
    { text: say('mailbox.source'), tab: 'source', href: `/mailbox/${id}/source` },
  ].map(({ text, href, tab }) => ({ text, href, current: tab === current }));
}

/** What stands under the tabs. */
export function tabContent({ say }: Texts, id: string, tab: Tab, mail: ReadMail, raw: Buffer) {
  const nothing = { frame: null, headers: null, plain: null, plainLabel: '', absent: null };
  switch (tab) {
    case 'html':
      return mail.html === null
        ? { ...nothing, absent: say('mailbox.no-html') }
        : { ...nothing, frame: `/mailbox/${id}/html` };
    case 'text':
      return mail.text === null
        ? { ...nothing, absent: say('mailbox.no-text') }
        : { ...nothing, plain: mail.text, plainLabel: say('mailbox.as-text') };
    case 'headers':
      return { ...nothing, headers: mail.headers };
    case 'source':
      return {
        ...nothing,
        plain: raw.subarray(0, MAX_SHOWN).toString('utf8'),
        plainLabel: say('mailbox.as-source'),
      };
  }
}

function sizeWords({ say }: Texts, bytes: number): string {
  if (bytes < 1024) return say('mailbox.bytes', { size: bytes });
  return say('mailbox.kilobytes', { size: Math.round(bytes / 1024) });
}
