import { type LinkClaim, type LinkPurpose, readLinkToken } from '../../signing/link-token.js';
import type { PageContext } from '../http/context.js';
import { claimOf } from './link-claim.js';

/** Links of mails by whose pages the link to what is kept can be asked for. */
const ASKING: readonly LinkPurpose[] = ['preferences', 'answer', 'unsubscribe'];

/**
 * Whose link it is, of whichever of these purposes.
 * @throws BroadsheetError TOKEN_INVALID, TOKEN_EXPIRED, ADDRESS_CHANGED
 */
export function askingClaimOf(context: PageContext, token: string): Promise<LinkClaim> {
  const { secretKeys, clock } = context;
  const fits = (purpose: LinkPurpose) => {
    const reading = readLinkToken(secretKeys, purpose, token, clock());
    return reading.ok || reading.fault === 'expired';
  };
  return claimOf(context, ASKING.find(fits) ?? 'preferences', token);
}
