import { createHash, createHmac } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import Type from 'typebox';
import { DAY_MS } from '../../durations.js';
import { BroadsheetError } from '../../errors.js';
import { unwrapKey, wrapKey } from '../../signing/key-wrapping.js';
import { type BegunRequest, beginRequest, forgetRequest, keepReply } from '../../store/idempotent-replies.js';
import { actorOf } from '../http/actor.js';
import type { PageContext, WebServer } from '../http/context.js';
import { toProblem } from '../http/problem.js';

const HEADER = 'idempotency-key';
/** For so long the same key means the same request. */
const KEPT_FOR_MS = DAY_MS;
/** Visible ASCII, as a header may hold it. */
const KEY = /^[\x21-\x7e]{8,255}$/;

const Headers = Type.Object({
  [HEADER]: Type.Optional(
    Type.String({
      pattern: KEY.source,
      description:
        '8 to 255 visible ASCII characters of your making, new for each thing that you want done, such as a UUID. Sent again with it within 24 hours, the request is answered as it was and not carried out twice.',
    }),
  ),
});

declare module 'fastify' {
  interface FastifyRequest {
    /** Of a request whose reply is to be kept: the hash under which it is, and what the reply is encrypted with. */
    keeping: { readonly keyHash: Buffer; readonly secret: Buffer } | null;
  }
}

/**
 * Carries out a POST with an Idempotency-Key once: whoever lost the answer sends it again and gets the same
 * (draft-ietf-httpapi-idempotency-key-header). What was refused changed nothing, and is carried out when it comes again.
 * Of what failed otherwise nobody knows how far it came, so it is not.
 */
export function idempotentPosts(server: WebServer, context: PageContext): void {
  const { database, clock } = context;
  server.decorateRequest('keeping', null);
  server.addHook('onRoute', describeKey);
  server.addHook('preHandler', async (request, reply) => {
    const key = request.headers[HEADER];
    if (request.method !== 'POST' || typeof key !== 'string') return;
    const keeping = keepingOf(request, context, key);
    const now = clock();
    const asked = { keyHash: keeping.keyHash, fingerprint: fingerprintOf(request) };
    const since = new Date(now.getTime() - KEPT_FOR_MS);
    const begun = await beginRequest(database, asked, { now, since });
    if (begun !== null) return answerAgain(reply, begun, { ...asked, ...keeping });
    request.keeping = keeping;
  });
  server.addHook('onError', async (request, _reply, error) => {
    if (!isRefusal(error)) request.keeping = null;
  });
  server.addHook('onSend', async (request, reply, payload) => {
    const { keeping } = request;
    if (keeping === null) return payload;
    request.keeping = null;
    const isKept = reply.statusCode < 300 && (payload == null || typeof payload === 'string');
    if (!isKept) await forgetRequest(database, keeping.keyHash);
    else {
      const kept = JSON.stringify({ type: reply.getHeader('content-type') ?? null, body: payload ?? null });
      const sealed = wrapKey(keeping.secret, Buffer.from(kept));
      await keepReply(database, keeping.keyHash, { status: reply.statusCode, reply: sealed });
    }
    return payload;
  });
}

/** Whether it was said on purpose, or is a fault of what was asked: then nothing was done. */
function isRefusal(error: unknown): boolean {
  return error instanceof BroadsheetError ? error.code !== 'INTERNAL' : toProblem(error).status < 500;
}

/** A key is its client's own; what it encrypts cannot be read without it. */
function keepingOf(request: FastifyRequest, { keyring }: PageContext, key: string) {
  const { kind, id, name } = actorOf(request);
  const secret = createHmac('sha256', keyring.operatorKey)
    .update(`reply to ${kind} ${id ?? name}\n${key}`)
    .digest();
  return { keyHash: createHash('sha256').update(secret).digest(), secret };
}

/** What is asked for; of what arrives as a stream how long it is. */
function fingerprintOf({ method, url, body, headers }: FastifyRequest): Buffer {
  const asked = body instanceof Readable ? `${headers['content-length']}` : JSON.stringify(body ?? null);
  return createHash('sha256').update(`${method} ${url}\n${asked}`).digest();
}

/** @throws BroadsheetError IDEMPOTENCY_KEY_USED, REQUEST_RUNNING */
function answerAgain(
  reply: FastifyReply,
  begun: BegunRequest,
  { fingerprint, secret }: { readonly fingerprint: Buffer; readonly secret: Buffer },
): FastifyReply {
  if (!begun.fingerprint.equals(fingerprint)) {
    const message = 'This Idempotency-Key was sent with another request; make a new one for each.';
    throw new BroadsheetError('IDEMPOTENCY_KEY_USED', message);
  }
  const kept = begun.reply === null ? null : unwrapKey(secret, begun.reply);
  if (begun.status === null || kept === null) {
    const message =
      'The same request has begun, and its end is not known. Ask again in a moment; if that stays so, look whether it was done before you use another key.';
    throw new BroadsheetError('REQUEST_RUNNING', message);
  }
  const { type, body } = JSON.parse(kept.toString('utf8')) as {
    readonly type: string | null;
    readonly body: string | null;
  };
  if (type !== null) reply.header('content-type', type);
  return reply
    .code(begun.status)
    .header('cache-control', 'no-store')
    .header('idempotent-replayed', 'true')
    .send(body ?? undefined);
}

function describeKey(route: RouteOptions): void {
  if (route.method === 'POST') route.schema = { headers: Headers, ...route.schema };
}
