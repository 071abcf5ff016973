import { makeLinkToken } from '../model/link-token.js';
import { preferencesUrl } from '../model/links.js';
import type { PageContext } from './context.js';

/** Path of a reader's preferences, for a page that the reader has opened. */
export function preferencesLink(
  { secretKeys, clock }: Pick<PageContext, 'secretKeys' | 'clock'>,
  subscriberId: number,
): string {
  const claim = { purpose: 'preferences', subscriberId, serial: 0, issuedAt: clock() } as const;
  return preferencesUrl('', makeLinkToken(secretKeys, claim));
}
