import type { SiteLinks } from '../../brand/site-links.js';
import { isLoopback } from '../../config/mailbox-exposure.js';
import { type Finding, fine, unasked, warning } from '../../dns/finding.js';
import type { Texts } from '../../i18n/texts.js';

const CHECK = 'imprint and privacy';

export interface PublishedLinks {
  readonly publicUrl: string;
  readonly links: SiteLinks;
}

/** Whether a site that others reach says who publishes it, what becomes of people's data, and how it is reached. */
export function judgeLinks({ publicUrl, links }: PublishedLinks, { t }: Pick<Texts, 't'>): Finding[] {
  if (isLoopback(new URL(publicUrl).hostname.replace(/^\[|\]$/g, '')))
    return [{ ...unasked(CHECK, t('doctor.nobody-else')), said: { text: 'doctor.nobody-else', todo: null } }];
  const missing = [
    ...(links.imprintUrl === null ? (['imprint'] as const) : []),
    ...(links.privacyUrl === null ? (['privacy'] as const) : []),
    ...(links.contact === null ? (['contact'] as const) : []),
  ];
  if (missing.length === 0)
    return [{ ...fine(CHECK, t('doctor.all-linked')), said: { text: 'doctor.all-linked', todo: null } }];
  return missing.map((name) => ({
    ...warning(CHECK, t(`doctor.${name}`), { todo: t(`doctor.${name}-todo`) }),
    said: { text: `doctor.${name}`, todo: `doctor.${name}-todo` },
  }));
}
