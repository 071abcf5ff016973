import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify';
import { BroadsheetError } from '../../errors.js';

const MOST_PREVIEWS = 60;
const WINDOW_MS = 10 * 60_000;

/** How often one client may look at a preview, by page and API together. Opened behind the gate of sign-ups. */
export function openPreviewGate(server: FastifyInstance): onRequestAsyncHookHandler {
  const count = server.createRateLimit({
    max: MOST_PREVIEWS,
    timeWindow: WINDOW_MS,
    keyGenerator: (request) => `previews of ${request.ip}`,
  });
  return async (request) => {
    const answer = await count(request);
    if (!answer.isAllowed && answer.isExceeded) {
      throw new BroadsheetError('RATE_LIMITED', 'That was a lot of previews; wait ten minutes, then go on.');
    }
  };
}
