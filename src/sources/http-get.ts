import { setTimeout as sleepFor } from 'node:timers/promises';
import type { Dispatcher, Response } from 'undici';
import { BroadsheetError } from '../errors.js';
import { type Proxies, proxiesOf } from '../proxies.js';
import { networkFault } from './network-fault.js';
import { type FailedAttempt, LONGEST_WAIT_MS, quotaWaitMs, retryDelay } from './retry-delay.js';
import type { SourceLog } from './source.js';

export interface HttpGetOptions {
  /** Bytes of a body after decompression; a longer one is refused. */
  readonly maxBytes: number;
  /** Value of the Accept header. */
  readonly accept: string;
  readonly now: () => Date;
  readonly log?: SourceLog;
  readonly attempts?: number;
  readonly timeouts?: Partial<HttpTimeouts>;
  /** Those that the environment names, where absent. */
  readonly proxies?: Proxies;
  /** How to wait; it rejects with the signal's reason when the signal is aborted. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Gives numbers of 0 to 1. */
  readonly random?: () => number;
  /** Waits until a request may begin, for a server that asks for a pace. */
  readonly beforeAttempt?: (signal: AbortSignal) => Promise<void>;
  /** What the body of a refusal (4xx) says; null where that is nothing. */
  readonly faultOf?: (body: Buffer) => string | null;
}

/** All in milliseconds. */
interface HttpTimeouts {
  readonly connect: number;
  /** From the request to the end of the answer's headers. */
  readonly headers: number;
  /** Between two pieces of the body. */
  readonly body: number;
  /** For one attempt altogether: a server that sends a byte now and then keeps the others from firing. */
  readonly whole: number;
}

/**
 * Reads one URL. The details of its errors are `about` and `status` (where no answer
 * came, what kept it: `refused`, `certificate` …; null where that is not known).
 * @throws BroadsheetError SOURCE_UNAVAILABLE, SOURCE_ANSWER_INVALID for too long a body, or the reason of
 *   `signal` when it is aborted
 */
export type HttpGet = (
  url: URL,
  signal: AbortSignal,
  about: Readonly<Record<string, unknown>>,
) => Promise<Buffer>;

const TIMEOUTS: HttpTimeouts = { connect: 10_000, headers: 20_000, body: 20_000, whole: 60_000 };
const ATTEMPTS = 4;
const MAX_FAULT_BYTES = 64 * 1024;

type Attempt =
  | { readonly kind: 'body'; readonly body: Buffer; readonly rateLimit: string | null }
  | { readonly kind: 'too-long'; readonly status: number }
  | ({ readonly kind: 'failed'; readonly cause?: unknown; readonly reason?: string | null } & Omit<
      FailedAttempt,
      'attempt'
    >);

/**
 * Makes a reader of URLs over one pool of connections. It tries again after 429, 5xx and network faults, waits
 * as long as the server asks for, and follows no redirect: the one who runs the service chose the host.
 */
export function httpGetter(options: HttpGetOptions): HttpGet {
  const timeouts = { ...TIMEOUTS, ...options.timeouts };
  const { maxBytes, accept, now, log } = options;
  const { attempts = ATTEMPTS, random = Math.random, sleep = sleepUnlessAborted } = options;
  const { beforeAttempt, faultOf } = options;
  const openAgent = agentOpener(options.proxies ?? proxiesOf(), timeouts);
  let quotaReturnsAt = 0;

  return async (url, signal, about) => {
    for (let attempt = 1; ; attempt += 1) {
      // Bounded once more: a clock that was set back must not keep everything waiting.
      const quotaWait = Math.min(quotaReturnsAt - now().getTime(), LONGEST_WAIT_MS);
      if (quotaWait > 0) await sleep(quotaWait, signal);
      await beforeAttempt?.(signal);
      const agent = await openAgent();
      const request = { url, signal, agent, accept, maxBytes, deadline: timeouts.whole, faultOf };
      const result = await attemptOnce(request);
      if (result.kind === 'too-long') throw tooLong(about, result.status, maxBytes);
      if (result.kind === 'body') {
        const wait = Math.min(quotaWaitMs(result.rateLimit), LONGEST_WAIT_MS);
        quotaReturnsAt = wait > 0 ? now().getTime() + wait : 0;
        return result.body;
      }
      const wait = attempt < attempts ? retryDelay({ attempt, ...result }, now(), random()) : null;
      if (wait === null) throw unavailable(about, result);
      log?.info({ ...about, attempt, status: statusOf(result), waitMs: Math.round(wait) }, 'source-retry');
      await sleep(wait, signal);
    }
  };
}

/** Undici is loaded for the first request: a start does not wait for it. */
function agentOpener(proxies: Proxies, timeouts: HttpTimeouts): () => Promise<Dispatcher> {
  let agent: Dispatcher | null = null;
  return async () => {
    const { EnvHttpProxyAgent } = await import('undici');
    agent ??= new EnvHttpProxyAgent({
      ...proxies,
      connect: { timeout: timeouts.connect },
      headersTimeout: timeouts.headers,
      bodyTimeout: timeouts.body,
    });
    return agent;
  };
}

interface Request {
  readonly url: URL;
  readonly signal: AbortSignal;
  readonly agent: Dispatcher;
  readonly accept: string;
  readonly maxBytes: number;
  readonly deadline: number;
  readonly faultOf: ((body: Buffer) => string | null) | undefined;
}

async function attemptOnce(request: Request): Promise<Attempt> {
  const { url, signal, agent, accept, maxBytes, deadline } = request;
  signal.throwIfAborted();
  try {
    const { fetch } = await import('undici');
    const response = await fetch(url, {
      dispatcher: agent,
      redirect: 'manual',
      headers: { accept, 'user-agent': 'Broadsheet' },
      signal: AbortSignal.any([signal, AbortSignal.timeout(deadline)]),
    });
    const { status, headers } = response;
    const rateLimit = headers.get('ratelimit');
    if (status === 200) {
      const body = await readBody(response.body, maxBytes);
      return body === null ? { kind: 'too-long', status } : { kind: 'body', body, rateLimit };
    }
    const reason = await reasonOf(response, request.faultOf);
    return { kind: 'failed', status, retryAfter: headers.get('retry-after'), rateLimit, reason };
  } catch (cause) {
    signal.throwIfAborted();
    return { kind: 'failed', status: null, retryAfter: null, rateLimit: null, cause };
  }
}

/** What a refusal says of itself, where somebody can read it. */
async function reasonOf(response: Response, faultOf: Request['faultOf']): Promise<string | null> {
  const told = response.status >= 400 && response.status < 500 && faultOf !== undefined;
  const body = told ? await readBody(response.body, MAX_FAULT_BYTES) : null;
  if (body !== null) return faultOf?.(body) ?? null;
  await response.body?.cancel().catch(() => undefined);
  return null;
}

/** Null where the body is longer than `maxBytes`; the rest of it is not read. */
async function readBody(body: AsyncIterable<Uint8Array> | null, maxBytes: number): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

function unavailable(
  about: Readonly<Record<string, unknown>>,
  failed: { readonly status: number | null; readonly cause?: unknown; readonly reason?: string | null },
): BroadsheetError {
  const { status, cause, reason = null } = failed;
  const fault = networkFault(cause);
  const message =
    status === null
      ? `The source of papers does not answer${fault === null ? '' : ` (${fault})`}.`
      : `The source of papers answered with status ${status}${reason === null ? '' : `: ${reason}`}.`;
  return new BroadsheetError('SOURCE_UNAVAILABLE', message, {
    cause,
    details: { ...about, status: statusOf(failed) },
  });
}

/** The status of an answer, or what kept it from coming. */
function statusOf({ status, cause }: { readonly status: number | null; readonly cause?: unknown }) {
  return status ?? networkFault(cause);
}

function tooLong(
  about: Readonly<Record<string, unknown>>,
  status: number,
  maxBytes: number,
): BroadsheetError {
  const message = `The source of papers answered more than ${maxBytes} bytes.`;
  return new BroadsheetError('SOURCE_ANSWER_INVALID', message, { details: { ...about, status } });
}

/** Waits; it rejects with the signal's reason when the signal is aborted. */
export async function sleepUnlessAborted(ms: number, signal: AbortSignal): Promise<void> {
  await sleepFor(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
}
