import type { FuzzedRequest } from './fuzzed-request.js';

/** An answer within this time is in time. */
const LATEST_MS = 2_000;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
  readonly tookMs: number;
}

/** What is wrong with an answer, whatever was asked; null where nothing is. */
export function faultOf(request: FuzzedRequest, { status, headers, body, tookMs }: Answer): string | null {
  if (status >= 500) return `${status} ${body.slice(0, 300)}`;
  if (tookMs > LATEST_MS) return `took ${Math.round(tookMs)} ms`;
  if (headers['x-injected'] !== undefined) return 'a header of the client came back as one of the answer';
  // The paths of Hugging Face answer as Hugging Face does.
  const isProblem = String(headers['content-type'] ?? '').startsWith('application/problem+json');
  if (status >= 400 && request.url.startsWith('/api/v1/') && request.method !== 'HEAD' && !isProblem) {
    return `${status} of the API without problem details`;
  }
  if (status === 405 && headers['allow'] === undefined) return '405 without Allow';
  return null;
}

/** What was asked, so that somebody can ask it again. */
export function told({ method, url, headers, payload }: FuzzedRequest): string {
  const body = payload === null ? '' : ` ${JSON.stringify(payload.slice(0, 600))}`;
  return `${method} ${url.slice(0, 600)} ${JSON.stringify(headers)}${body}`;
}
