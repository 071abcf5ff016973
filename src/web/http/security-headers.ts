import type { FastifyHelmetOptions } from '@fastify/helmet';

const YEAR_IN_SECONDS = 31_536_000;

/** What every page may load and do; `upgrade-insecure-requests` is absent because PUBLIC_URL may be http. */
const directives = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'form-action': ["'self'"],
  'base-uri': ["'none'"],
  'frame-ancestors': ["'none'"],
};

/**
 * Headers of every answer. URLs of links in mail hold tokens, so no referrer ever leaves for
 * another site; forms of this one name their origin by it, which `no-referrer` would make `null`.
 */
export function securityHeaders(publicUrl: string): FastifyHelmetOptions {
  return {
    contentSecurityPolicy: { useDefaults: false, directives },
    referrerPolicy: { policy: 'same-origin' },
    frameguard: { action: 'deny' },
    strictTransportSecurity: publicUrl.startsWith('https:')
      ? { maxAge: YEAR_IN_SECONDS, includeSubDomains: false }
      : false,
  };
}

/** As {@link securityHeaders}, for a page that needs more than the others. */
export function widerPolicy(more: Readonly<Record<string, readonly string[]>>): FastifyHelmetOptions {
  return { contentSecurityPolicy: { useDefaults: false, directives: { ...directives, ...more } } };
}

/** As {@link securityHeaders}, for a page that pages of these origins may show in a frame. */
export function framedBy(origins: readonly string[]): FastifyHelmetOptions {
  const contentSecurityPolicy = {
    useDefaults: false,
    directives: { ...directives, 'frame-ancestors': origins },
  };
  return { contentSecurityPolicy, frameguard: false };
}

/** For a page that brings a policy, and a say on frames, of its own. */
export const ownPolicy: FastifyHelmetOptions = {
  contentSecurityPolicy: false,
  frameguard: false,
  originAgentCluster: false,
};

/**
 * A mail's HTML is somebody else's: it may show its own styles and inlined images, run nothing, send
 * nothing, and open links only when they are clicked. `sandbox` gives it an origin of its own even where it
 * is opened outside the frame.
 */
export const mailFrameHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': [
    'sandbox allow-popups allow-popups-to-escape-sandbox',
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    // Pictures of papers come from this service.
    "img-src data: 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ].join('; '),
  'x-frame-options': 'SAMEORIGIN',
};
