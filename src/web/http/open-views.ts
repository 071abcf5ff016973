import type { Config } from '../../config/config.js';
import type { TextsByLanguage } from '../../i18n/load-texts.js';
import { type BrandPlaces, lookOf, servedAt } from './brand-look.js';
import { loadViews, type ViewGlobals, type Views } from './views.js';

export type ViewsConfig = Pick<Config, 'siteName' | 'publicUrl' | 'brand' | 'webTemplates'>;

/** The path of the public URL, without a slash at its end; empty as a rule. */
export function basePath(publicUrl: string): string {
  return new URL(publicUrl).pathname.replace(/\/+$/, '');
}

/**
 * The pages of a site, in the operator's templates where there are any.
 * @param places where pages find logo and colours; absent: where the web role serves them
 * @throws BroadsheetError TEMPLATE_INVALID
 */
export function openViews(
  { siteName, publicUrl, brand, webTemplates }: ViewsConfig,
  texts: TextsByLanguage,
  shown: Pick<ViewGlobals, 'mailboxOpen' | 'shareImagesDrawn'>,
  places: BrandPlaces = servedAt(basePath(publicUrl)),
): Views {
  const base = basePath(publicUrl);
  const look = lookOf(brand, places);
  return loadViews({ ...shown, siteName, publicUrl, base, look }, texts, webTemplates);
}
