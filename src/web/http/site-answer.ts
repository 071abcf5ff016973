import type { FastifyRequest } from 'fastify';
import { answerForSite } from '../../signing/site-proof.js';

/** The header of a request by which `broadsheet doctor` asks for this installation. */
const SITE_QUESTION_HEADER = 'broadsheet-doctor';

/** How a request arrived, for whoever proves to be the operator; no address of a person is in it. */
export interface SiteAnswer {
  readonly proof: string;
  /** What the request is taken for, after what proxies say that are believed. */
  readonly protocol: string;
  /** Who opened the connection: the last proxy, where there is one. */
  readonly peer: string;
  /** Whether a proxy said whom it asks for, and whether it was believed. */
  readonly forwarded: boolean;
  readonly believed: boolean;
}

/** Null where the request does not ask, or nobody who may. */
export function siteAnswer(request: FastifyRequest, secretKeys: readonly string[]): SiteAnswer | null {
  const question = request.headers[SITE_QUESTION_HEADER];
  const proof = typeof question === 'string' ? answerForSite(secretKeys, question) : null;
  if (proof === null) return null;
  const peer = request.socket.remoteAddress ?? '';
  return {
    proof,
    protocol: request.protocol,
    peer: peer.replace(/^::ffff:/, ''),
    forwarded: request.headers['x-forwarded-for'] !== undefined,
    // Whoever is believed is followed by whom they ask for.
    believed: (request.ips ?? []).length > 1,
  };
}
