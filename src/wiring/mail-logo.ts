import { brandPath, mailLogo, type ShownPicture, shownSize } from '../brand/brand.js';
import type { Config } from '../config/config.js';
import { isLoopback } from '../config/mailbox-exposure.js';

/** Programs for mail fetch pictures by https; by http they do where the mailbox is that of this machine. */
export function mailLogoOf({ brand, publicUrl }: Pick<Config, 'brand' | 'publicUrl'>): ShownPicture | null {
  const file = mailLogo(brand);
  const { protocol, hostname } = new URL(publicUrl);
  if (file === null || (protocol !== 'https:' && !isLoopback(hostname))) return null;
  return { url: `${publicUrl}${brandPath(file)}`, ...shownSize(file) };
}
