import type { ShownPicture } from '../brand/brand.js';
import { listLinks, noLinks } from '../brand/site-links.js';
import type { Texts } from '../i18n/texts.js';
import { oneLine } from '../model/one-line.js';
import type { SiteIdentity } from './site-identity.js';

/** What templates show of the sender. */
export interface SiteView {
  readonly name: string;
  readonly url: string;
  readonly postalAddress: string | null;
  readonly logo: ShownPicture | null;
  /** Imprint, privacy and contact, as far as there are any. */
  readonly links: readonly { readonly url: string; readonly label: string; readonly shown: string }[];
}

export function viewSite(site: SiteIdentity, { t }: Texts): SiteView {
  return {
    name: oneLine(site.name),
    url: site.publicUrl,
    postalAddress: site.postalAddress === null ? null : oneLine(site.postalAddress),
    logo: site.logo ?? null,
    links: listLinks(site.links ?? noLinks).map(({ name, url, shown }) => ({
      ...{ url, shown },
      label: t(`brand.${name}`),
    })),
  };
}
