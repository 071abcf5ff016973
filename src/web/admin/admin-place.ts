import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../config/config.js';
import { BroadsheetError } from '../../errors.js';

/** Where the admin answers, and under which name its cookie goes. */
export interface AdminPlace {
  /** What links and forms begin with: the path of PUBLIC_URL; none under ADMIN_URL. */
  readonly base: string;
  /** The URL without a slash at its end, for links that are copied. */
  readonly url: string;
  readonly isSecure: boolean;
  readonly cookieName: string;
  /** Of the session in which a passkey is asked for, before anybody is signed in. */
  readonly passkeyCookieName: string;
  /** @throws BroadsheetError NOT_FOUND under another origin than ADMIN_URL; HOST_UNKNOWN under a foreign name */
  refuseElsewhere(request: FastifyRequest): void;
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Without ADMIN_URL the admin answers under the name of PUBLIC_URL and those of the loopback: a page of another site
 * could have its name resolve to this machine (DNS rebinding). With it, it answers there alone, and the public site
 * shares no origin with it.
 */
export function adminPlace({ publicUrl, adminUrl }: Pick<Config, 'publicUrl' | 'adminUrl'>): AdminPlace {
  const url = adminUrl ?? publicUrl;
  const { origin, hostname, protocol, pathname } = new URL(url);
  const isSecure = protocol === 'https:';
  return {
    base: pathname.replace(/\/+$/, ''),
    url,
    isSecure,
    // Browsers take a name that begins so only with Secure, Path=/ and no Domain (RFC 6265bis §4.1.3.2).
    cookieName: isSecure ? '__Host-broadsheet-admin' : 'broadsheet-admin',
    passkeyCookieName: isSecure ? '__Host-broadsheet-passkey' : 'broadsheet-passkey',
    refuseElsewhere: ({ protocol: asked, host }) => {
      if (adminUrl !== null && `${asked}://${host}` !== origin)
        throw new BroadsheetError('NOT_FOUND', 'There is nothing at this address.');
      const name = host.replace(/:\d+$/, '').toLowerCase();
      if (adminUrl !== null || name === hostname || LOOPBACK.has(name)) return;
      const message = `This service answers as ${hostname}; set PUBLIC_URL where it has another name.`;
      throw new BroadsheetError('HOST_UNKNOWN', message);
    },
  };
}

/** The token of the session that a request brings; null where it brings none. */
export function cookieOf(place: AdminPlace, request: FastifyRequest): string | null {
  return request.cookies[place.cookieName] ?? null;
}

/** Ends with the browser, and in the row long before that of a browser that never closes. */
export function setCookie(place: AdminPlace, reply: FastifyReply, token: string): void {
  reply.setCookie(place.cookieName, token, optionsOf(place));
}

export function dropCookie(place: AdminPlace, reply: FastifyReply): void {
  reply.clearCookie(place.cookieName, optionsOf(place));
}

/** The same for whom a passkey is asked, which is good for the answer alone. */
export const passkeyCookie = {
  of: (place: AdminPlace, request: FastifyRequest): string => request.cookies[place.passkeyCookieName] ?? '',
  set: (place: AdminPlace, reply: FastifyReply, token: string) =>
    reply.setCookie(place.passkeyCookieName, token, { ...optionsOf(place), maxAge: 300 }),
  drop: (place: AdminPlace, reply: FastifyReply) =>
    reply.clearCookie(place.passkeyCookieName, optionsOf(place)),
};

function optionsOf({ isSecure }: AdminPlace) {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure } as const;
}
