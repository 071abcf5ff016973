import type { Dispatcher } from 'undici';
import { guardedLookup, RefusedTarget, type TargetGuard, targetFault } from '../guarded-target.js';
import { withoutAddresses } from '../model/without-addresses.js';
import { type Proxies, proxiesOf } from '../proxies.js';
import { isPublicAddress } from '../public-address.js';
import { readUrl } from '../read-url.js';
import { connectionFault } from './connection-fault.js';
import { retryAfter, type WebhookAnswer } from './settle-attempt.js';

const TIMEOUT_MS = 15_000;
const MOST_BYTES = 64 * 1024;
const KEPT = 1_000;

export interface PosterOptions extends Pick<TargetGuard, 'resolve'> {
  /** Whether targets within one's own network may be named, and http there. */
  readonly allowsPrivate: boolean;
  readonly clock: () => Date;
  /** Certificates to trust in place of the system's. */
  readonly ca?: string;
  /** Those of the environment where absent. */
  readonly proxies?: Proxies;
}

export interface Poster {
  /** Posts JSON; follows no redirect. Never rejects: what went wrong is in the answer. */
  post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<WebhookAnswer>;
  close(): Promise<void>;
}

/** What may be connected to over a protocol: without TLS nothing that everybody can reach. */
function guardOf(protocol: string, allowsPrivate: boolean): Pick<TargetGuard, 'mayConnect' | 'protocols'> {
  if (!allowsPrivate) return { protocols: ['https:'] };
  const mayConnect = (address: string) => protocol === 'https:' || !isPublicAddress(address);
  return { protocols: ['https:', 'http:'], mayConnect };
}

/** Why a URL cannot be one that events are sent to, as far as it says so itself; null: it can. */
export function endpointUrlFault(text: string, allowsPrivate: boolean): string | null {
  const url = readUrl(text);
  if (url === null) return 'no address';
  const isWithin = !allowsPrivate && OWN_NAME.test(url.hostname.replace(/\.$/, ''));
  return (
    targetFault(url, guardOf(url.protocol, allowsPrivate)) ??
    (isWithin ? 'a name that only your own network knows' : null)
  );
}

/** What no public DNS answers (RFC 6761, 6762, 8375 and the `internal` that ICANN set aside), and a name without a dot. */
const OWN_NAME = /^[^.:]+$|(^|\.)(localhost|localdomain|local|internal|home\.arpa)$/;

export function openPoster(options: PosterOptions): Poster {
  const { allowsPrivate, clock } = options;
  const agentFor = agentOpener(options);
  const agents = new Map<string, Promise<Dispatcher>>();
  return {
    post: async (text, headers, body) => {
      const startedAt = performance.now();
      const took = () => Math.round(performance.now() - startedAt);
      const failed = (error: string): WebhookAnswer => ({
        ...{ status: null, retryAfterMs: null, answer: null, tookMs: took(), error },
      });
      const fault = endpointUrlFault(text, allowsPrivate);
      const url = readUrl(text);
      if (fault !== null || url === null) return failed(`refused: ${fault ?? 'no address'}`);
      try {
        const { request } = await import('undici');
        const agent = agents.get(url.protocol) ?? agentFor(url.protocol);
        agents.set(url.protocol, agent);
        const dispatcher = await agent;
        const response = await request(url, {
          ...{ method: 'POST', dispatcher, body, signal: AbortSignal.timeout(TIMEOUT_MS) },
          headers: { 'content-type': 'application/json', 'user-agent': 'Broadsheet-Webhooks', ...headers },
        });
        const field = response.headers['retry-after'];
        const answer = await beginning(response.body);
        const retryAfterMs = retryAfter(typeof field === 'string' ? field : null, clock());
        return { status: response.statusCode, retryAfterMs, answer, error: null, tookMs: took() };
      } catch (error) {
        return failed(reasonOf(error));
      }
    },
    close: async () => {
      await Promise.all([...agents.values()].map(async (agent) => (await agent).destroy()));
    },
  };
}

/** What connects to where events may go. Undici is loaded for the first of them: a start does not wait for it. */
function agentOpener(options: PosterOptions): (protocol: string) => Promise<Dispatcher> {
  const { allowsPrivate, ca, proxies = proxiesOf(), resolve } = options;
  return async (protocol) => {
    const guard = guardOf(protocol, allowsPrivate);
    const lookup = guardedLookup({ ...guard, ...(resolve === undefined ? {} : { resolve }) });
    const trusted = ca === undefined ? {} : { ca };
    const { EnvHttpProxyAgent } = await import('undici');
    return new EnvHttpProxyAgent({
      ...proxies,
      connect: { lookup, timeout: TIMEOUT_MS, ...trusted },
      requestTls: trusted,
    });
  };
}

/** Of a longer body the rest is not read. */
async function beginning(body: AsyncIterable<Uint8Array> & { destroy(): unknown }): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MOST_BYTES) break;
  }
  body.destroy();
  const text = Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\p{C}+/gu, ' ')
    .trim();
  return withoutAddresses(text.slice(0, MOST_BYTES)).slice(0, KEPT);
}

/** What undici wraps: the refusal of the guard, or why nobody answered. */
function reasonOf(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof RefusedTarget) return `refused: ${cause.message}`;
    if (cause.name === 'TimeoutError') return 'no answer within 15 seconds';
    const { code } = cause as NodeJS.ErrnoException;
    if (typeof code === 'string') return connectionFault(code);
  }
  return 'no answer';
}
