import type { FastifyInstance } from 'fastify';
import { BroadsheetError } from '../../errors.js';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Answers only under the names of PUBLIC_URL and ADMIN_URL and those of the loopback. Where the mailbox is open, a page of
 * another site could have its name resolve to this machine (DNS rebinding) and read the mail through its visitor's
 * browser, which takes it for the page's own site.
 */
export function refuseForeignHost(
  server: FastifyInstance,
  { publicUrl, adminUrl }: { readonly publicUrl: string; readonly adminUrl: string | null },
): void {
  const own = new URL(publicUrl).hostname;
  const admin = adminUrl === null ? own : new URL(adminUrl).hostname;
  server.addHook('onRequest', async ({ host }) => {
    const name = host.replace(/:\d+$/, '').toLowerCase();
    if (name === own || name === admin || LOOPBACK.has(name)) return;
    const message = `This service answers as ${own}; set PUBLIC_URL where it has another name.`;
    throw new BroadsheetError('HOST_UNKNOWN', message);
  });
}
