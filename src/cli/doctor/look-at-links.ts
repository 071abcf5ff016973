import type { SiteLinks } from '../../brand/site-links.js';
import { isLoopback } from '../../config/mailbox-exposure.js';
import type { Finding } from '../../dns/finding.js';
import type { Texts } from '../../i18n/texts.js';
import { say } from './say.js';

const CHECK = 'imprint and privacy';

export interface PublishedLinks {
  readonly publicUrl: string;
  readonly links: SiteLinks;
}

/** Whether a site that others reach says who publishes it, what becomes of people's data, and how it is reached. */
export function judgeLinks({ publicUrl, links }: PublishedLinks, texts: Pick<Texts, 't'>): Finding[] {
  if (isLoopback(new URL(publicUrl).hostname.replace(/^\[|\]$/g, '')))
    return [say(texts, CHECK, { verdict: 'unasked', text: 'doctor.nobody-else' })];
  const missing = [
    ...(links.imprintUrl === null ? (['imprint'] as const) : []),
    ...(links.privacyUrl === null ? (['privacy'] as const) : []),
    ...(links.contact === null ? (['contact'] as const) : []),
  ];
  if (missing.length === 0) return [say(texts, CHECK, { verdict: 'ok', text: 'doctor.all-linked' })];
  return missing.map((name) =>
    say(texts, CHECK, { verdict: 'warning', text: `doctor.${name}`, todo: `doctor.${name}-todo` }),
  );
}
