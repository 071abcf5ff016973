import { type LinkedSubscriber, type LinkPurpose, makeLinkToken } from '../../signing/link-token.js';
import type { WebContext } from '../http/context.js';

/**
 * The token of a link that a page offers the reader whom it is shown to, from this moment on.
 * @param serial what the link answers; 0 where it answers nothing
 */
export function readerToken(
  { secretKeys, clock }: Pick<WebContext, 'secretKeys' | 'clock'>,
  purpose: LinkPurpose,
  { subscriberId, addressVersion }: LinkedSubscriber,
  serial = 0,
): string {
  return makeLinkToken(secretKeys, { purpose, subscriberId, addressVersion, serial, issuedAt: clock() });
}
