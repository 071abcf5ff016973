import type { Texts } from '../../../i18n/texts.js';

const MEGABYTE = 1_000_000;

/** `1.2 GB`, `38 MB`, `420 kB`. */
export function sizeWords({ t, number }: Texts, octets: number): string {
  if (octets >= 1_000 * MEGABYTE)
    return t('admin-system.gigabytes', { size: number(octets / (1_000 * MEGABYTE), 1) });
  if (octets >= MEGABYTE) return t('admin-system.megabytes', { size: number(octets / MEGABYTE) });
  return t('admin-system.kilobytes', { size: number(Math.ceil(octets / 1_000)) });
}
