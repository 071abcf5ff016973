import { lookup as lookUp } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, fetch } from 'undici';
import { isPublicAddress } from '../../public-address.js';
import { readUrl } from '../../read-url.js';
import { RefusedPicture } from './refused-picture.js';

export interface GuardedGetOptions {
  /** Bytes of a body after decompression; a longer one is refused. */
  readonly maxBytes: number;
  /** For all of it, redirects among it. */
  readonly timeoutMs: number;
  readonly maxRedirects: number;
  /** Which IP addresses may be connected to; those that everybody can reach where absent. */
  readonly mayConnect?: (address: string) => boolean;
  /** Which protocols may be spoken; `https:` alone where absent. */
  readonly protocols?: readonly string[];
}

/** Reads an address that a stranger gave. @throws RefusedPicture with the reason */
export type GuardedGet = (url: URL, signal: AbortSignal) => Promise<Buffer>;

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Makes a reader of addresses that strangers gave. The address that a name resolved to is looked at where the connection
 * is made, so that no second answer of the DNS comes in between, and once more for each redirect. No cookie, no
 * credentials and no referrer go along.
 */
export function guardedGetter(options: GuardedGetOptions): GuardedGet {
  const { maxBytes, timeoutMs, maxRedirects } = options;
  const { mayConnect = isPublicAddress, protocols = ['https:'] } = options;
  const agent = new Agent({
    connect: { timeout: timeoutMs, lookup: guardedLookup(mayConnect) },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxHeaderSize: 16_384,
  });
  return async (first, outer) => {
    const signal = AbortSignal.any([outer, AbortSignal.timeout(timeoutMs)]);
    let url = first;
    for (let redirects = 0; ; redirects += 1) {
      refuseUrl(url, { mayConnect, protocols });
      const headers = { accept: 'image/png, image/jpeg, image/webp, image/gif', 'user-agent': 'Broadsheet' };
      const response = await fetch(url, { dispatcher: agent, redirect: 'manual', headers, signal }).catch(
        (cause: unknown) => {
          outer.throwIfAborted();
          throw refused(reasonOf(cause), cause);
        },
      );
      if (response.status === 200) return readBody(response.body, { maxBytes, outer });
      await response.body?.cancel().catch(() => undefined);
      if (!REDIRECTS.has(response.status)) throw refused(`status ${response.status}`);
      if (redirects >= maxRedirects) throw refused('too many redirects');
      const next = readUrl(response.headers.get('location') ?? '', url.href);
      if (next === null) throw refused('a redirect to nowhere');
      url = next;
    }
  };
}

/** An address that stands in a URL is never looked up, so that it is looked at here. */
function refuseUrl(
  { protocol, hostname, username, password }: URL,
  { mayConnect, protocols }: Required<Pick<GuardedGetOptions, 'mayConnect' | 'protocols'>>,
): void {
  if (!protocols.includes(protocol)) throw refused(`the protocol ${protocol}`);
  if (username !== '' || password !== '') throw refused('an address with a login');
  const literal = hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0 && !mayConnect(literal)) throw refused('an address that is not public');
}

function guardedLookup(mayConnect: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookUp(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, '');
      const closed = addresses.find(({ address }) => !mayConnect(address));
      if (closed !== undefined || addresses[0] === undefined) {
        return callback(refused('an address that is not public'), '');
      }
      if (options.all === true) return callback(null, addresses);
      callback(null, addresses[0].address, addresses[0].family);
    });
  };
}

async function readBody(
  body: AsyncIterable<Uint8Array> | null,
  { maxBytes, outer }: { readonly maxBytes: number; readonly outer: AbortSignal },
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of body ?? []) {
      length += chunk.length;
      if (length > maxBytes) throw refused(`more than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
  } catch (cause) {
    outer.throwIfAborted();
    throw cause instanceof RefusedPicture ? cause : refused(reasonOf(cause), cause);
  }
  return Buffer.concat(chunks, length);
}

/** What undici wraps: the refusal of the guard, or why nobody answered. */
function reasonOf(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof RefusedPicture) return cause.message;
    if (cause.name === 'TimeoutError') return 'no answer in time';
  }
  return 'no answer';
}

function refused(reason: string, cause?: unknown): RefusedPicture {
  return new RefusedPicture(reason, cause === undefined ? undefined : { cause });
}
