import { type Accents, type Theme, themes } from './accents.js';
import type { BrandFile, BrandFiles } from './brand-folder.js';
import type { SiteLinks } from './site-links.js';

/** By what pages and mails are known as the publisher's, beside the name. */
export interface Brand {
  readonly accents: Accents;
  readonly files: BrandFiles;
  readonly links: SiteLinks;
}

/** A picture as it is shown: where it is, and how large, in CSS pixels. */
export interface ShownPicture {
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

/** The room for a logo in heads of pages and mails, in CSS pixels. */
const WIDEST = 280;
const HIGHEST = 48;

/** The logo of the pages in a theme; null: the name stands there. In the dark one null: that of the light one. */
export function pageLogo({ files }: Brand, theme: Theme): BrandFile | null {
  const name = theme === 'dark' ? 'logo-dark' : 'logo';
  return files.get(`${name}.svg`) ?? files.get(`${name}.png`) ?? null;
}

/**
 * Whether the logo stands on a light ground in the dark theme: it was drawn for the light one, and dark on dark nobody
 * would see it. One of its own for the dark theme needs none, nor does an SVG that looks at the theme itself.
 */
export function needsLightGround(brand: Brand): boolean {
  const logo = pageLogo(brand, 'light');
  if (logo === null || pageLogo(brand, 'dark') !== null) return false;
  return logo.type !== 'image/svg+xml' || !logo.bytes.includes('prefers-color-scheme');
}

/** Few programs for mail show SVG, so it is a PNG or none. */
export function mailLogo({ files }: Brand): BrandFile | null {
  return files.get('logo.png') ?? null;
}

/** What stands in the tab of a browser; null: Broadsheet's own. */
export function siteIcon({ files }: Brand): BrandFile | null {
  return files.get('icon.svg') ?? files.get('icon.png') ?? null;
}

/** The path of a file below the public URL, which changes with what the file holds; without parameters, in mails too. */
export function brandPath({ name, hash }: BrandFile): string {
  return `/brand/${hash}/${name}`;
}

/** As large as the room allows; pixels are never stretched. */
export function shownSize({ type, width, height }: BrandFile): Omit<ShownPicture, 'url'> {
  const fitting = Math.min(WIDEST / width, HIGHEST / height);
  const scale = type === 'image/png' ? Math.min(1, fitting) : fitting;
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

export const colourSheet = 'colours.css';

/** The style sheet of the accents, for screens alone, since paper has its own; null where there are none. */
export function accentSheet({ accents }: Pick<Brand, 'accents'>): string | null {
  const rules = themes.flatMap((theme) =>
    accents[theme] === null
      ? []
      : [`@media screen and (prefers-color-scheme: ${theme}) { :root { --accent: ${accents[theme]}; } }\n`],
  );
  return rules.length === 0 ? null : rules.join('');
}
