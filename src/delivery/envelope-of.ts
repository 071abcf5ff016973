import type { Envelope } from '../model/delivery.js';
import { makeReturnAddress, type ReturnPathClaim } from '../signing/return-path.js';
import type { DeliveryContext } from './delivery-context.js';

/**
 * The envelope of a message: with a return path configured, its sender is an address of its own that names the
 * message, the same in every attempt; else it is that of From.
 */
export function envelopeOf(
  { site, keys, returnPath }: Pick<DeliveryContext, 'site' | 'keys' | 'returnPath'>,
  claim: ReturnPathClaim,
  to: string,
): Envelope {
  if (returnPath === null || returnPath === undefined) return { from: site.from.address, to };
  return { from: makeReturnAddress(keys.secretKeys, returnPath, claim, to), to };
}

/**
 * The mailto: URI that stands in List-Unsubscribe beside the link (RFC 2369 §3.2), to a signed address of the
 * reader's own; null where nobody would read the mail.
 */
export function unsubscribeMailto(
  { keys, returnPath, leavesByMail }: Pick<DeliveryContext, 'keys' | 'returnPath' | 'leavesByMail'>,
  { id, subscriberId }: Omit<ReturnPathClaim, 'kind'>,
  address: string,
): string | null {
  if (leavesByMail !== true || returnPath === null || returnPath === undefined) return null;
  const claim = { kind: 'unsubscribe', id, subscriberId } as const;
  return `mailto:${makeReturnAddress(keys.secretKeys, returnPath, claim, address)}?subject=unsubscribe`;
}
