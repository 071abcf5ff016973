import type { Envelope } from '../model/delivery.js';
import { makeReturnAddress, type ReturnPathClaim } from '../model/return-path.js';
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
