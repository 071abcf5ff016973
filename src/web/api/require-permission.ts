import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest, RouteOptions } from 'fastify';
import { BroadsheetError } from '../../errors.js';
import type { Actor } from '../../model/actor.js';
import { clientOf } from '../../model/client.js';
import { environmentScopes } from '../../model/permission.js';
import { readKeyText } from '../../operators/key-text.js';
import { actorOfKey } from '../../operators/known-key.js';
import { permit } from '../../operators/permit.js';
import type { PageContext, WebServer } from '../http/context.js';
import { openWrongKeys } from '../limits/wrong-keys.js';
import { clientHash as clientHashOf } from '../links/client-hash.js';
import { openRefusedKeys } from './refused-keys.js';
import { ProblemShape } from './shapes.js';

/**
 * Lets through to each route who brings a key with the permission that the route names; one that names none is refused
 * at start. A client that brings many wrong keys has to wait, and log and audit are told.
 */
export function requirePermission(server: WebServer, context: PageContext): void {
  const knownActor = openKeyCheck(context);
  server.decorateRequest('actor', null);
  server.addHook('onRoute', describePermission);
  server.addHook('onRequest', async (request) => {
    const actor = await knownActor(request);
    const { permission } = request.routeOptions.config;
    if (permission === undefined) throw new BroadsheetError('INTERNAL', 'The route names no permission.');
    permit(actor, permission, context.clock());
    request.actor = actor;
  });
}

/** Says in the API's description what the route itself checks. */
function describePermission(route: RouteOptions): void {
  const { permission } = route.config ?? {};
  if (permission === undefined) {
    throw new Error(`${String(route.method)} ${route.url} is for operators and names no permission`);
  }
  if (route.method === 'HEAD') return;
  const { description, response = {} } = route.schema ?? {};
  const needs = `Needs the permission \`${permission}\`.`;
  route.schema = {
    ...route.schema,
    description: description === undefined ? needs : `${description} ${needs}`,
    response: { 401: ProblemShape, 403: ProblemShape, ...Object(response) },
  };
}

function openKeyCheck(context: PageContext): (request: FastifyRequest) => Promise<Actor> {
  const { config, database, keyring, clock } = context;
  const uptime = () => performance.now();
  const wrongKeys = openWrongKeys(uptime);
  const record = openRefusedKeys(database, uptime);
  return async (request) => {
    const client = clientOf(request.ip);
    wrongKeys.refuseGuessing(client);
    const [, given] = /^Bearer +(.+)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (given === undefined) throw unauthorized();
    const clientHash = clientHashOf(keyring, request.ip);
    if (config.adminApiKey !== null && sameText(given, config.adminApiKey)) return environmentKey(clientHash);
    const key = readKeyText(given);
    const prefix = key?.prefix ?? null;
    try {
      const actor = key === null ? null : await actorOfKey(database, { ...key, clientHash, now: clock() });
      if (actor !== null) return actor;
    } catch (error) {
      if (!(error instanceof BroadsheetError) || error.code !== 'KEY_REVOKED') throw error;
      request.log.warn({ client, prefix }, 'operator-key-ended');
      await record({ why: 'ended', prefix, clientHash });
      throw error;
    }
    const isLast = wrongKeys.count(client);
    request.log.warn({ client, prefix }, 'operator-key-wrong');
    await record({ why: isLast ? 'slowed' : 'wrong', prefix, clientHash });
    throw unauthorized();
  };
}

/** ADMIN_API_KEY. It may not make what would outlive it. */
function environmentKey(clientHash: Buffer): Actor {
  const permissions = environmentScopes;
  return { kind: 'key', id: null, name: 'environment', permissions, authenticatedAt: null, clientHash };
}

function unauthorized(): BroadsheetError {
  const message = 'Send Authorization: Bearer with a key; broadsheet keys make NAME makes one.';
  return new BroadsheetError('UNAUTHORIZED', message);
}

/** Digests are of one length, so the comparison tells neither length nor position of a difference. */
function sameText(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
