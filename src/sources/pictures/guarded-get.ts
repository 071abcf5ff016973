import type { Dispatcher } from 'undici';
import { guardedLookup, RefusedTarget, type TargetGuard, targetFault } from '../../guarded-target.js';
import { readUrl } from '../../read-url.js';
import { RefusedPicture } from './refused-picture.js';

export interface GuardedGetOptions extends Pick<TargetGuard, 'mayConnect' | 'protocols'> {
  /** Bytes of a body after decompression; a longer one is refused. */
  readonly maxBytes: number;
  /** For all of it, redirects among it. */
  readonly timeoutMs: number;
  readonly maxRedirects: number;
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
  const lookup = guardedLookup(options);
  let agent: Dispatcher | null = null;
  return async (first, outer) => {
    // Loaded for the first picture: a start does not wait for it.
    const { Agent, fetch } = await import('undici');
    agent ??= new Agent({
      ...{ connect: { timeout: timeoutMs, lookup }, headersTimeout: timeoutMs, bodyTimeout: timeoutMs },
      maxHeaderSize: 16_384,
    });
    const signal = AbortSignal.any([outer, AbortSignal.timeout(timeoutMs)]);
    let url = first;
    for (let redirects = 0; ; redirects += 1) {
      const fault = targetFault(url, options);
      if (fault !== null) throw refused(fault);
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
    if (cause instanceof RefusedPicture || cause instanceof RefusedTarget) return cause.message;
    if (cause.name === 'TimeoutError') return 'no answer in time';
  }
  return 'no answer';
}

function refused(reason: string, cause?: unknown): RefusedPicture {
  return new RefusedPicture(reason, cause === undefined ? undefined : { cause });
}
