import type { Texts } from '../../i18n/texts.js';
import { dateIn } from '../../model/calendar-date.js';
import type { LinkStanding } from '../../subscribers/link-standing.js';

/** Why no mail comes and what the way back is, for who opens a link that does not do any more what it was for. */
export function whyNoMail(
  { t, dates }: Texts,
  standing: Extract<LinkStanding, { readonly at: Date }>,
  timeZone: string,
): { readonly heading: string; readonly next: string } {
  const date = dates.whole(dateIn(timeZone, standing.at));
  switch (standing.kind) {
    case 'left':
      return { heading: t('standing.left', { date }), next: t('standing.left-next') };
    case 'bounced':
      return { heading: t('standing.bounced', { date }), next: t('standing.bounced-next') };
    case 'complained':
      return { heading: t('standing.complained', { date }), next: t('standing.complained-next') };
    case 'stopped':
      return { heading: t('standing.stopped'), next: t('standing.stopped-next', { date }) };
  }
}
