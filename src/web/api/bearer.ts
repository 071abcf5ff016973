import { createHash, timingSafeEqual } from 'node:crypto';
import type { onRequestAsyncHookHandler } from 'fastify';
import { BroadsheetError } from '../../errors.js';

/** Lets through who brings the operator's key; without a configured key there is nothing to be let in to. */
export function requireKey(key: string | null): onRequestAsyncHookHandler {
  return async (request) => {
    if (key === null) {
      throw new BroadsheetError('NOT_FOUND', 'Set ADMIN_API_KEY to have an interface for operators.');
    }
    const [, given] = /^Bearer +(.+)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (given === undefined || !sameText(given, key)) {
      throw new BroadsheetError('UNAUTHORIZED', 'Send Authorization: Bearer with the ADMIN_API_KEY.');
    }
  };
}

/** Digests are of one length, so the comparison tells neither length nor position of a difference. */
function sameText(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
