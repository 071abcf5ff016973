import { brandPath, pageLogo, siteIcon } from '../../brand/brand.js';
import type { BrandFile } from '../../brand/brand-folder.js';
import type { Config } from '../../config/config.js';

/** What feeds show of the publisher, as absolute addresses; null for what there is none of. */
export interface FeedLook {
  /** As wide as it is high. */
  readonly iconUrl: string | null;
  readonly logoUrl: string | null;
  readonly privacyUrl: string | null;
}

export function feedLook({ publicUrl, brand }: Pick<Config, 'publicUrl' | 'brand'>): FeedLook {
  const urlOf = (file: BrandFile | null) => (file === null ? null : `${publicUrl}${brandPath(file)}`);
  return {
    iconUrl: urlOf(siteIcon(brand)),
    // Programs that read feeds show PNG sooner than SVG.
    logoUrl: urlOf(brand.files.get('logo.png') ?? pageLogo(brand, 'light')),
    privacyUrl: brand.links.privacyUrl,
  };
}
