import type { AdminSite } from '../operators/operators-context.js';
import type { Config } from './config.js';
import { isLoopback } from './mailbox-exposure.js';

type SiteSettings = Pick<Config, 'siteName' | 'publicUrl' | 'adminUrl' | 'databaseUrl' | 'host'>;

/** Where operators sign in, and whether a password alone may do for a while: on a machine of one's own, to try it out. */
export function adminSiteOf({ siteName, publicUrl, adminUrl, databaseUrl, host }: SiteSettings): AdminSite {
  const url = adminUrl ?? publicUrl;
  return {
    name: siteName,
    url,
    secondFactorMayWait: databaseUrl === null && isLoopback(host) && isLoopback(new URL(url).hostname),
  };
}
