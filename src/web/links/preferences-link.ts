import { preferencesUrl } from '../../model/links.js';
import { type LinkedSubscriber, makeLinkToken } from '../../signing/link-token.js';
import type { PageContext } from '../http/context.js';

/** Path of a reader's preferences, for a page that the reader has opened. */
export function preferencesLink(
  { secretKeys, clock }: Pick<PageContext, 'secretKeys' | 'clock'>,
  { subscriberId, addressVersion }: LinkedSubscriber,
): string {
  const issuedAt = clock();
  const claim = { purpose: 'preferences', subscriberId, addressVersion, serial: 0, issuedAt } as const;
  return preferencesUrl('', makeLinkToken(secretKeys, claim));
}
