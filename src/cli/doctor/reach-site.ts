import http from 'node:http';
import https from 'node:https';
import type { LookupFunction, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { SECOND_MS } from '../../durations.js';
import { openTunnel } from './tunnel.js';

/** Without a word, and altogether: who sends an octet now and then is never silent. */
const TIMEOUT_MS = 10 * SECOND_MS;
const WITHIN_MS = 30 * SECOND_MS;
const MOST_OCTETS = 200_000;

/** What came back from a URL. */
export type Reached =
  | { readonly kind: 'failure'; readonly code: string; readonly message: string }
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** As it stood in the answer; null: there was none that can be read. */
      readonly date: Date | null;
      readonly certificateEnds: Date | null;
      readonly body: string;
    };

export interface Request {
  readonly headers: Readonly<Record<string, string>>;
  /** How names are found; absent: by the system. */
  readonly lookup?: LookupFunction;
  /** What is sent, by POST; absent: nothing, by GET. */
  readonly body?: Buffer;
  /** The http proxy by which an https URL is asked; null or absent: directly. */
  readonly proxy?: URL | null;
  readonly withinMs?: number;
}

/** Asks a URL as anybody on the Internet does: certificates are checked, redirects are told and not followed. */
export async function reachSite(url: string, request: Request): Promise<Reached> {
  const { proxy = null, withinMs = WITHIN_MS } = request;
  if (proxy === null) return ask(url, request, null);
  try {
    return await ask(url, request, await openTunnel(proxy, new URL(url), Math.min(withinMs, TIMEOUT_MS)));
  } catch (error) {
    const { code = 'unknown', message } = error as NodeJS.ErrnoException;
    return { kind: 'failure', code, message };
  }
}

/** @param tunnel by which an https URL is asked; null: by a connection of its own */
function ask(url: string, asked: Request, tunnel: Socket | null): Promise<Reached> {
  const client = url.startsWith('https:') ? https : http;
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException) =>
      resolve({ kind: 'failure', code: error.code ?? 'unknown', message: error.message });
    const request = client.request(url, optionsOf(asked, tunnel), (response) => {
      const facts = factsOf(response);
      let body = '';
      const answered = () => {
        resolve({ kind: 'answer', ...facts, body });
        // What is still being sent nobody waits for.
        request.destroy();
        tunnel?.destroy();
      };
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
        if (body.length > MOST_OCTETS) answered();
      });
      response.on('error', failed).on('end', answered);
    });
    const late = () => request.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' }));
    const over = setTimeout(late, asked.withinMs ?? WITHIN_MS);
    request.on('timeout', late).on('close', () => clearTimeout(over));
    request.on('error', failed).end(asked.body);
  });
}

function optionsOf({ headers, lookup, body }: Request, tunnel: Socket | null): https.RequestOptions {
  const sent =
    body === undefined ? {} : { 'content-type': 'application/octet-stream', 'content-length': body.length };
  return {
    method: body === undefined ? 'GET' : 'POST',
    headers: { ...headers, connection: 'close', ...sent },
    timeout: TIMEOUT_MS,
    ...(lookup === undefined ? {} : { lookup }),
    ...(tunnel === null ? {} : { socket: tunnel, agent: false }),
  };
}

function factsOf({ socket, headers, statusCode = 0 }: http.IncomingMessage) {
  const certificate = 'getPeerCertificate' in socket ? (socket as TLSSocket).getPeerCertificate() : null;
  const date = new Date(headers.date ?? '');
  return {
    status: statusCode,
    date: Number.isNaN(date.getTime()) ? null : date,
    certificateEnds: certificate?.valid_to === undefined ? null : new Date(certificate.valid_to),
  };
}
