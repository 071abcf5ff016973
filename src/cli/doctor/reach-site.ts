import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { SECOND_MS } from '../../durations.js';

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
  readonly withinMs?: number;
}

/** GETs a URL as anybody on the Internet does: certificates are checked, redirects are told and not followed. */
export function reachSite(url: string, { headers, lookup, withinMs = WITHIN_MS }: Request): Promise<Reached> {
  const client = url.startsWith('https:') ? https : http;
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException) =>
      resolve({ kind: 'failure', code: error.code ?? 'unknown', message: error.message });
    const request = client.get(
      url,
      {
        headers: { ...headers, connection: 'close' },
        timeout: TIMEOUT_MS,
        ...(lookup === undefined ? {} : { lookup }),
      },
      (response) => {
        const { socket } = response;
        const certificate =
          'getPeerCertificate' in socket ? (socket as TLSSocket).getPeerCertificate() : null;
        const date = new Date(response.headers.date ?? '');
        let body = '';
        const answered = () =>
          resolve({
            kind: 'answer',
            status: response.statusCode ?? 0,
            date: Number.isNaN(date.getTime()) ? null : date,
            certificateEnds: certificate?.valid_to === undefined ? null : new Date(certificate.valid_to),
            body,
          });
        response.setEncoding('utf8').on('data', (text: string) => {
          body += text;
          if (body.length <= MOST_OCTETS) return;
          answered();
          response.destroy();
        });
        response.on('error', failed).on('end', answered);
      },
    );
    const late = () => request.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' }));
    const over = setTimeout(late, withinMs);
    request.on('timeout', late).on('close', () => clearTimeout(over));
    request.on('error', failed);
  });
}
