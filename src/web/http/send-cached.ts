import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Language } from '../../model/language.js';
import type { PageCache, PageText, ReadyPage } from './page-cache.js';

/** Browsers and proxies ask again after a minute, and may show what they have while they do. */
const CACHE_CONTROL = 'public, max-age=60, stale-while-revalidate=600';
/** They ask each time, and are told in a few bytes where nothing changed. */
const ASK_FIRST = 'public, no-cache';

export interface CachedAs {
  readonly pages: PageCache;
  /** Of the page, where the client's asking decides it; null for what has no language. */
  readonly language: Language | null;
  /** What tells the page from others; without it the path. */
  readonly key?: string;
}

/**
 * Answers with a page that is the same for everybody: compressed where the client takes that, and not at all
 * where it has it already (RFC 9110 §13.1.2).
 */
export async function sendCached(
  request: FastifyRequest,
  reply: FastifyReply,
  { pages, language, key = pathOf(request.url) }: CachedAs,
  make: () => Promise<PageText>,
): Promise<FastifyReply> {
  const page = await pages.get(`${key} ${language}`, make);
  reply.header('cache-control', page.moves ? ASK_FIRST : CACHE_CONTROL);
  reply.header('vary', language === null ? 'Accept-Encoding' : 'Accept-Encoding, Accept-Language');
  if (language !== null) reply.header('content-language', language);
  return sendReady(request, reply, page);
}

/** The part of {@link sendCached} after the caller said how long the answer holds and what it varies with. */
export function sendReady(request: FastifyRequest, reply: FastifyReply, page: ReadyPage): FastifyReply {
  reply.header('etag', page.etag);
  if (holds(request.headers['if-none-match'], page.etag)) return reply.code(304).send();
  const encoding = encodingFor(request.headers['accept-encoding'], page);
  if (encoding !== 'identity') reply.header('content-encoding', encoding);
  return reply.type(page.type).send(page.bodies[encoding]);
}

function holds(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(',').some((known) => known.trim().replace(/^(?!W\/)/, 'W/') === etag);
}

/** The shortest that the client names and does not refuse (RFC 9110 §12.5.3). */
function encodingFor(accepted: string | undefined, page: ReadyPage): keyof ReadyPage['bodies'] {
  const named = new Map(
    (accepted ?? '').split(',').map((part) => {
      const [name = '', ...parameters] = part.toLowerCase().replace(/\s/g, '').split(';');
      return [name, !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))];
    }),
  );
  const taken = (['br', 'gzip'] as const).filter((name) => named.get(name) === true);
  return taken.find((name) => page.bodies[name].length < page.bodies.identity.length) ?? 'identity';
}

/** What stands behind a question mark changes few pages, which name a key of their own, and must not fill the cache. */
function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? url;
}
