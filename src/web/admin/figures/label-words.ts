import type { Texts } from '../../../i18n/texts.js';
import { OTHERS } from '../../../model/daily-numbers.js';

const ways = [
  'form',
  'api',
  'link',
  'one-click',
  'mailto',
  'report',
  'operator',
  'import',
  'bounced',
] as const;

/** By which way somebody came or went. */
export function wayWords({ t }: Texts, label: string): string {
  const way = ways.find((name) => name === label);
  return way === undefined ? placeWords({ t }, label) : t(`admin-figures.via-${way}`);
}

/** A label that is a name, as an origin or a domain is. */
export function placeWords({ t }: Pick<Texts, 't'>, label: string): string {
  if (label === OTHERS) return t('admin-figures.others');
  return label === 'unknown' ? t('admin-figures.unknown') : label;
}

/** `12.3 %`; a small share keeps two figures behind the point. */
export function percent({ t, number }: Texts, value: number): string {
  const decimals = value === 0 || value === 100 ? 0 : value < 10 ? 2 : 1;
  return t('admin-figures.percent', { value: number(value, decimals) });
}

/** A part of a whole in percent; a dash where there is no whole. */
export function shareWords(texts: Texts, part: number, whole: number): string {
  return whole === 0 ? '–' : percent(texts, (100 * part) / whole);
}
