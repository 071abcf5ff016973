import type { FastifyInstance, FastifyRequest } from 'fastify';
import { BroadsheetError } from '../../errors.js';
import { isLeaving } from './refuse-at-door.js';

/** These change nothing (RFC 9110 §9.2.1). */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

export interface OwnPlaces {
  readonly publicUrl: string;
  /** Origins whose pages may send the subscribe form. */
  readonly embedOrigins: readonly string[];
}

/**
 * Turns away forms on pages of other sites, which could act through their visitors, past every limit for one client.
 * Browsers name where a form stands (https://w3c.github.io/webappsec-fetch-metadata/) and no page can change it; over
 * plain http they name only its Origin (RFC 6454), and none at all is `null`. A program that names nothing has no
 * visitors. The API takes `application/json` alone, which no form can send; webhooks are signed; and whoever holds
 * the link of one-click may use it from anywhere.
 */
export function refuseCrossSite(server: FastifyInstance, { publicUrl, embedOrigins }: OwnPlaces): void {
  const own = new URL(publicUrl).origin;
  server.addHook('onRequest', async (request) => {
    const { method, headers } = request;
    if (SAFE.has(method) || isElsewhereChecked(request)) return;
    const { origin, 'sec-fetch-site': site } = headers;
    if (site === 'same-origin' || site === 'none') return;
    const guests = request.routeOptions.url === '/subscribe' ? embedOrigins : [];
    if (origin !== undefined && guests.includes(origin)) return;
    const isOwn = origin === undefined || origin === own || origin === originOf(request);
    if (site === undefined && isOwn) return;
    throw new BroadsheetError('CROSS_SITE', 'This form stands on a page of another site.');
  });
}

function isElsewhereChecked(request: FastifyRequest): boolean {
  const route = request.routeOptions.url ?? '';
  return route.startsWith('/api/') || route.startsWith('/webhooks/') || isLeaving(request);
}

/** The site may be reached by another name than PUBLIC_URL has. */
function originOf({ protocol, host }: FastifyRequest): string {
  return `${protocol}://${host}`;
}
