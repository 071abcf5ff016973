import type { AdminSite } from '../operators/operators-context.js';
import type { Config } from './config.js';
import { isLoopback } from './mailbox-exposure.js';

type SiteSettings = Pick<
  Config,
  'siteName' | 'publicUrl' | 'adminUrl' | 'databaseUrl' | 'host' | 'localLogin'
>;

/** Where operators sign in, and whether a password alone may do for a while: on a machine of one's own, to try it out. */
export function adminSiteOf({
  siteName,
  publicUrl,
  adminUrl,
  databaseUrl,
  host,
  localLogin,
}: SiteSettings): AdminSite {
  const url = adminUrl ?? publicUrl;
  return {
    name: siteName,
    url,
    localLogin,
    secondFactorMayWait: databaseUrl === null && isLoopback(host) && isLoopback(new URL(url).hostname),
  };
}
