import { oneLine } from '../model/one-line.js';
import type { SiteIdentity } from './site-identity.js';

/** What templates show of the sender. */
export interface SiteView {
  readonly name: string;
  readonly url: string;
  readonly postalAddress: string | null;
}

export function viewSite(site: SiteIdentity): SiteView {
  return {
    name: oneLine(site.name),
    url: site.publicUrl,
    postalAddress: site.postalAddress === null ? null : oneLine(site.postalAddress),
  };
}
