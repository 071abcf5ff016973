import { brandPath, pageLogo, siteIcon } from '../../brand/brand.js';
import type { BrandFile } from '../../brand/brand-folder.js';
import type { Config } from '../../config/config.js';
import type { FeedLook } from '../../rendering/feeds/feed.js';

/** What an installation's feeds show of it. */
export function feedLook({ publicUrl, brand }: Pick<Config, 'publicUrl' | 'brand'>): FeedLook {
  const urlOf = (file: BrandFile | null) => (file === null ? null : `${publicUrl}${brandPath(file)}`);
  return {
    iconUrl: urlOf(siteIcon(brand)),
    // Programs that read feeds show PNG sooner than SVG.
    logoUrl: urlOf(brand.files.get('logo.png') ?? pageLogo(brand, 'light')),
    privacyUrl: brand.links.privacyUrl,
  };
}
