import type { FastifyRequest } from 'fastify';
import { BroadsheetError } from '../errors.js';
import { type LinkClaim, type LinkPurpose, readLinkToken } from '../model/link-token.js';
import type { WebContext } from './context.js';

/**
 * What a link that somebody brought stands for.
 * @throws BroadsheetError TOKEN_INVALID or TOKEN_EXPIRED
 */
export function claimOf(
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
