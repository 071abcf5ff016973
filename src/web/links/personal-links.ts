import { preferencesUrl, yourDataUrl } from '../../model/links.js';
import { type LinkedSubscriber, makeLinkToken } from '../../signing/link-token.js';
import type { PageContext } from '../http/context.js';

/** Path of the page of all that is held about a reader, for a page that the reader has opened; good for a day. */
export function dataLink(
  { secretKeys, clock }: Pick<PageContext, 'secretKeys' | 'clock'>,
  { subscriberId, addressVersion }: LinkedSubscriber,
) {
  const claim = { purpose: 'data', subscriberId, addressVersion, serial: 0, issuedAt: clock() } as const;
  return yourDataUrl('', makeLinkToken(secretKeys, claim));
}

/** Path of a reader's preferences, for a page that the reader has opened. */
export function preferencesLink(
  { secretKeys, clock }: Pick<PageContext, 'secretKeys' | 'clock'>,
  { subscriberId, addressVersion }: LinkedSubscriber,
): string {
  const issuedAt = clock();
  const claim = { purpose: 'preferences', subscriberId, addressVersion, serial: 0, issuedAt } as const;
  return preferencesUrl('', makeLinkToken(secretKeys, claim));
}
