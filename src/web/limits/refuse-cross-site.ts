import type { onRequestAsyncHookHandler } from 'fastify';
import { BroadsheetError } from '../../errors.js';

/**
 * Turns away forms on pages of other origins than the allowed ones, which could sign up anybody through their
 * visitors, past the limit for one client. Browsers name their own (https://w3c.github.io/webappsec-fetch-metadata/)
 * and no page can change it; a program that names nothing has no visitors.
 */
export function refuseCrossSite(allowed: readonly string[]): onRequestAsyncHookHandler {
  return async ({ headers }) => {
    const { origin, 'sec-fetch-site': site } = headers;
    const isElsewhere = site === 'cross-site' || site === 'same-site';
    if (!isElsewhere || (origin !== undefined && allowed.includes(origin))) return;
    throw new BroadsheetError('CROSS_SITE', 'This form is on a site that may not subscribe anybody here.');
  };
}
