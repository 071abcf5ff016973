import type { FastifyRequest } from 'fastify';
import { BroadsheetError } from '../../errors.js';
import { type LinkClaim, type LinkPurpose, readLinkToken } from '../../signing/link-token.js';
import { isOfFormerAddress } from '../../store/subscribers/former-address.js';
import type { WebContext } from '../http/context.js';

/**
 * What a link that somebody brought stands for, where it shows or changes what belongs to a reader: the one who has the
 * inbox that it was sent to.
 * @throws BroadsheetError TOKEN_INVALID, TOKEN_EXPIRED, ADDRESS_CHANGED
 */
export async function claimOf(
  context: Pick<WebContext, 'secretKeys' | 'clock' | 'database'>,
  purpose: LinkPurpose,
  token: string,
): Promise<LinkClaim> {
  const claim = signedClaimOf(context, purpose, token);
  if (await isOfFormerAddress(context.database, claim)) {
    throw new BroadsheetError(
      'ADDRESS_CHANGED',
      'The link was sent to a former address; use the newest mail.',
    );
  }
  return claim;
}

/**
 * What a link stands for whichever of a reader's addresses it was sent to.
 * @throws BroadsheetError TOKEN_INVALID or TOKEN_EXPIRED
 */
export function signedClaimOf(
  { secretKeys, clock }: Pick<WebContext, 'secretKeys' | 'clock'>,
  purpose: LinkPurpose,
  token: string,
): LinkClaim {
  const reading = readLinkToken(secretKeys, purpose, token, clock());
  if (reading.ok) return reading.claim;
  if (reading.fault === 'expired') {
    throw new BroadsheetError('TOKEN_EXPIRED', 'The link has expired; subscribe again to get a new one.');
  }
  throw new BroadsheetError('TOKEN_INVALID', 'The link is damaged; open it from the mail once more.');
}

/**
 * The token that a program brought in a header.
 * @throws BroadsheetError UNAUTHORIZED
 */
export function bearerTokenOf(request: FastifyRequest): string {
  const [, token] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (token !== undefined) return token;
  throw new BroadsheetError('UNAUTHORIZED', 'Send Authorization: Bearer with the end of your link.');
}
