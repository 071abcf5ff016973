import Type from 'typebox';
import { BroadsheetError } from '../../errors.js';
import { digestByName } from '../../mailing/find-digest.js';
import {
  cancelMailing,
  LONGEST_PAUSE_REASON,
  pauseMailing,
  resumeMailing,
  settleMailing,
} from '../../mailing/steer-mailing.js';
import type { DigestWithPapers } from '../../model/digest.js';
import { type SendingFacts, sendingProgress, settleDecisions } from '../../model/sending-control.js';
import { findSendingFacts } from '../../store/deliveries/sending-progress.js';
import { listUncertain } from '../../store/deliveries/uncertain.js';
import { forOperators } from '../api-docs.js';
import { actorOf } from '../http/actor.js';
import type { PageContext, WebServer } from '../http/context.js';
import {
  BodyShape,
  DigestNameText,
  ProblemShape,
  ProgressShape,
  progressShape,
  UncertainShape,
  uncertainShape,
} from './shapes.js';

const params = Type.Object({ name: DigestNameText });
const faults = { 400: ProblemShape, 401: ProblemShape, 404: ProblemShape };

/** Watching and steering the mailing of a digest. What is changed here is seen by every worker in a second. */
export function operatorsSending(server: WebServer, context: PageContext): void {
  progressRoute(server, context);
  pauseRoute(server, context);
  resumeRoute(server, context);
  cancelRoute(server, context);
  uncertainRoute(server, context);
  settleRoute(server, context);
}

function progressRoute(server: WebServer, context: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'How far the mailing of a digest is',
    params,
    response: { 200: ProgressShape, ...faults },
  };
  server.get('/digests/:name/progress', { schema, config: { permission: 'digests:read' } }, async (request) =>
    progressOf(context, await digestByName(context.database, request.params.name)),
  );
}

function pauseRoute(server: WebServer, context: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'Pause the mailing of a digest',
    description: 'Messages on the wire end; nothing is lost. Repeating it changes nothing.',
    params,
    body: BodyShape({ reason: Type.Optional(Type.String({ maxLength: LONGEST_PAUSE_REASON })) }),
    response: { 200: ProgressShape, ...faults, 409: ProblemShape },
  };
  server.post(
    '/digests/:name/pause',
    { schema, config: { permission: 'digests:steer' } },
    async (request) => {
      const digest = await digestByName(context.database, request.params.name);
      await pauseMailing(context, actorOf(request), digest, request.body.reason ?? null);
      return progressOf(context, digest);
    },
  );
}

function resumeRoute(server: WebServer, context: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'Let the mailing of a paused digest go on',
    params,
    response: { 200: ProgressShape, ...faults, 409: ProblemShape },
  };
  server.post(
    '/digests/:name/resume',
    { schema, config: { permission: 'digests:steer' } },
    async (request) => {
      const digest = await digestByName(context.database, request.params.name);
      await resumeMailing(context, actorOf(request), digest);
      return progressOf(context, digest);
    },
  );
}

function cancelRoute(server: WebServer, context: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'Cancel the mailing of a digest for good',
    description: 'What was not sent is skipped, with `cancelled` as its reason.',
    params,
    response: { 200: ProgressShape, ...faults },
  };
  server.post(
    '/digests/:name/cancel',
    { schema, config: { permission: 'digests:steer' } },
    async (request) => {
      const digest = await digestByName(context.database, request.params.name);
      await cancelMailing(context, actorOf(request), digest);
      return progressOf(context, digest);
    },
  );
}

function uncertainRoute(server: WebServer, context: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'Deliveries of which nobody knows whether they were sent',
    description:
      'In order of subscriber, page by page. `address` is null for whom the permission `subscribers:read` is missing.',
    params,
    querystring: Type.Object({
      after: Type.Integer({ minimum: 0, default: 0, description: '`next` of the page before.' }),
      limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
    }),
    response: {
      200: Type.Object({
        deliveries: Type.Array(UncertainShape),
        next: Type.Union([Type.Integer(), Type.Null()], { description: 'Goes into `after`.' }),
      }),
      ...faults,
    },
  };
  server.get(
    '/digests/:name/uncertain',
    { schema, config: { permission: 'deliveries:settle' } },
    async (request) => {
      const digest = await digestByName(context.database, request.params.name);
      const { after, limit } = request.query;
      const found = await listUncertain(context.database, digest.id, { after, limit: limit + 1 });
      const rows = found.slice(0, limit);
      const next = found.length > limit ? (rows.at(-1)?.subscriberId ?? null) : null;
      const maySee = actorOf(request).permissions.has('subscribers:read');
      return { deliveries: rows.map((row) => uncertainShape(row, maySee)), next };
    },
  );
}

function settleRoute(server: WebServer, context: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'Settle uncertain deliveries',
    description:
      'All of the digest, or those of the subscribers that are named. `resend` mails them again, at the risk of a second copy. Where more are uncertain than `atMost`, the answer is 409 and none is settled.',
    params,
    body: BodyShape({
      decision: Type.Enum([...settleDecisions]),
      subscriberId: Type.Optional(Type.Integer({ minimum: 1 })),
      subscriberIds: Type.Optional(Type.Array(Type.Integer({ minimum: 1 }), { minItems: 1, maxItems: 500 })),
      atMost: Type.Optional(Type.Integer({ minimum: 1, description: 'So many were looked at.' })),
    }),
    response: { 200: Type.Object({ settled: Type.Integer() }), ...faults, 409: ProblemShape },
  };
  server.post(
    '/digests/:name/settle',
    { schema, config: { permission: 'deliveries:settle' } },
    async (request) => {
      const digest = await digestByName(context.database, request.params.name);
      const { decision, subscriberId, subscriberIds = null, atMost } = request.body;
      const chosen = subscriberId === undefined ? subscriberIds : [subscriberId, ...(subscriberIds ?? [])];
      const settlement = { decision, subscriberIds: chosen, atMost };
      const settled = await settleMailing(context, actorOf(request), digest, settlement);
      return { settled };
    },
  );
}

async function progressOf(context: PageContext, digest: DigestWithPapers) {
  return shapeOf(context, digest, await factsOf(context, digest));
}

function shapeOf({ clock }: PageContext, { period }: DigestWithPapers, facts: SendingFacts) {
  return progressShape(period, facts, sendingProgress(facts, clock()));
}

async function factsOf({ database, clock }: PageContext, { id }: DigestWithPapers): Promise<SendingFacts> {
  const facts = await findSendingFacts(database, id, clock());
  if (facts === null) throw new BroadsheetError('DIGEST_NOT_FOUND', 'There is no such digest.');
  return facts;
}
