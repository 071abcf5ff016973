import { shortPeriodTitle } from '../../i18n/period-title.js';
import type { Texts } from '../../i18n/texts.js';
import type { Digest } from '../../model/digest.js';

type Named = Pick<Digest, 'kind' | 'period' | 'lastDay'>;

/** `Digest of Mon, Mar 23`, `The week of March 23`, `March 2026`. */
export function digestHeading(texts: Texts, { kind, period, lastDay }: Named): string {
  const day = texts.dates.weekdayAndDay(period);
  return shortPeriodTitle(texts, kind, period, lastDay) ?? texts.t('digests.digest-of', { day });
}

/** `Mon, Mar 23`, `The week of March 23`, `March 2026`: where it is plain that digests are meant. */
export function digestLinkText(texts: Texts, { kind, period, lastDay }: Named): string {
  return shortPeriodTitle(texts, kind, period, lastDay) ?? texts.dates.weekdayAndDay(period);
}

/** Under which heading the archive lists a digest: a month, or for months a year. */
export function archiveHeading(
  { dates }: Texts,
  { kind, period }: Named,
): { readonly id: string; readonly text: string } {
  if (kind === 'monthly') return { id: period.slice(0, 4), text: period.slice(0, 4) };
  return { id: period.slice(0, 7), text: dates.month(period) };
}
