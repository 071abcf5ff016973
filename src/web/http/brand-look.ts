import {
  accentSheet,
  type Brand,
  brandPath,
  colourSheet,
  needsLightGround,
  pageLogo,
  type ShownPicture,
  shownSize,
  siteIcon,
} from '../../brand/brand.js';
import { type BrandFile, shortHash } from '../../brand/brand-folder.js';
import { listLinks, type SiteLink } from '../../brand/site-links.js';

/** What every page shows of the publisher. */
export interface BrandLook {
  /** In place of the name; null: the name. */
  readonly logo:
    | (ShownPicture & {
        /** What the dark theme has in its place. */
        readonly dark: ShownPicture | null;
        /** Whether the dark theme has it on a light ground. */
        readonly onLight: boolean;
      })
    | null;
  /** Null: Broadsheet's own. */
  readonly icon: { readonly url: string; readonly type: string } | null;
  /** The style sheet of the accents; null: Broadsheet's own. */
  readonly accentSheet: string | null;
  readonly links: readonly SiteLink[];
}

/** @param placeOf where a page finds a file, or a style sheet of this text */
export function lookOf(brand: Brand, placeOf: BrandPlaces): BrandLook {
  const shown = (file: BrandFile | null): ShownPicture | null =>
    file === null ? null : { url: placeOf.file(file), ...shownSize(file) };
  const logo = shown(pageLogo(brand, 'light'));
  const icon = siteIcon(brand);
  const sheet = accentSheet(brand);
  return {
    logo:
      logo === null
        ? null
        : { ...logo, dark: shown(pageLogo(brand, 'dark')), onLight: needsLightGround(brand) },
    icon: icon === null ? null : { url: placeOf.file(icon), type: icon.type },
    accentSheet: sheet === null ? null : placeOf.sheet(sheet),
    links: listLinks(brand.links),
  };
}

export interface BrandPlaces {
  readonly file: (file: BrandFile) => string;
  readonly sheet: (css: string) => string;
}

/** Where the web role serves them. @param base the path of PUBLIC_URL */
export function servedAt(base: string): BrandPlaces {
  return {
    file: (file) => `${base}${brandPath(file)}`,
    sheet: (css) => `${base}/brand/${shortHash(css)}/${colourSheet}`,
  };
}
