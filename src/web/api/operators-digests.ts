import Type from 'typebox';
import { holdAfterImport } from '../../digests/hold-after-import.js';
import { refuseUnmailable } from '../../digests/release-refusals.js';
import { BroadsheetError } from '../../errors.js';
import { digestByName } from '../../mailing/find-digest.js';
import { sendToOneByOperator } from '../../mailing/send-to-one.js';
import { addressParts } from '../../model/address.js';
import type { PeriodicKind } from '../../model/digest.js';
import { type DigestName, digestName, latestDueOf, periodOf } from '../../model/digest-period.js';
import type { Subscriber } from '../../model/subscriber.js';
import { startReading } from '../../operators/start-reading.js';
import { startStage } from '../../operators/start-stage.js';
import { findSubscriber } from '../../subscribers/operators.js';
import { forOperators } from '../api-docs.js';
import { actorOf } from '../http/actor.js';
import type { PageContext, WebServer } from '../http/context.js';
import { dayOf } from './day-parameter.js';
import { BodyShape, Day, Kind, ProblemShape } from './shapes.js';

const DateBody = BodyShape({ date: Type.Optional(Day) });
const asked = { date: Type.Optional(Day), kind: Type.Optional(Kind) };
const Accepted = Type.Object({ date: Type.Union([Day, Type.Null()]) });
const faults = { 400: ProblemShape, 401: ProblemShape };

/** Work is handed to the queue and answered 202; what came of it is read from the digest and its progress. */
export function operatorsDigests(server: WebServer, context: PageContext): void {
  ingestRoute(server, context);
  assembleRoute(server, context);
  sendRoute(server, context);
}

function ingestRoute(server: WebServer, context: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'Read the list of a day from its source',
    description: 'Without a date, every list whose time has come.',
    body: DateBody,
    response: { 202: Accepted, ...faults },
  };
  server.post('/ingest', { schema, config: { permission: 'sources:run' } }, async (request, reply) => {
    const date = request.body.date === undefined ? null : dayOf(request.body.date);
    await startReading(context, actorOf(request), date === null ? [] : [date]);
    return reply.code(202).send({ date });
  });
}

function assembleRoute(server: WebServer, context: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'Freeze the digest of a day, a week or a month, without mailing it',
    description:
      'Of the period that holds the date; without one, the newest that is due. Repeating it changes nothing.',
    body: BodyShape(asked),
    response: { 202: Accepted, ...faults },
  };
  server.post('/assemble', { schema, config: { permission: 'digests:approve' } }, async (request, reply) => {
    const { kind, period } = nameOf(context, request.body);
    const stage = { kind: 'freeze', digest: digestName(kind, period) } as const;
    await startStage(context, actorOf(request), stage, () =>
      context.queues.assemble(period, { kind, release: false }),
    );
    return reply.code(202).send({ date: period });
  });
}

function sendRoute(server: WebServer, context: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'Mail the digest of a day, a week or a month',
    description:
      'At once, to everyone who gets this kind, or to the one subscriber that is named. Nobody gets a digest twice.',
    body: BodyShape({
      ...asked,
      subscriberId: Type.Optional(Type.Integer({ minimum: 1 })),
      address: Type.Optional(Type.String({ maxLength: 320 })),
    }),
    response: { 202: Accepted, ...faults, 404: ProblemShape, 409: ProblemShape },
  };
  server.post('/send', { schema, config: { permission: 'digests:approve' } }, async (request, reply) => {
    const { subscriberId, address } = request.body;
    const name = nameOf(context, request.body);
    const reader = await readerOf(context, subscriberId, address);
    const written = digestName(name.kind, name.period);
    const actor = actorOf(request);
    if (reader === null) {
      await holdAfterImport(context, name);
      await refuseUnmailable(context.database, name, context.config.digestApproval);
      await startStage(context, actor, { kind: 'release', digest: written }, () =>
        context.queues.assemble(name.period, { ...name, release: true }),
      );
    } else {
      await sendToOneByOperator(context, actor, await digestByName(context.database, written), reader);
    }
    return reply.code(202).send({ date: name.period });
  });
}

async function readerOf(
  { database }: PageContext,
  id: number | undefined,
  address: string | undefined,
): Promise<Subscriber | null> {
  if (id === undefined && address === undefined) return null;
  const typed = id === undefined ? addressParts(address ?? '')?.address : undefined;
  if (id === undefined && typed === undefined) {
    throw new BroadsheetError('ADDRESS_INVALID', 'This is not an address that mail can be sent to.');
  }
  const reader = await findSubscriber(database, id === undefined ? { address: typed ?? '' } : { id });
  if (reader === null) throw new BroadsheetError('NOT_FOUND', 'There is no such subscriber.');
  return reader;
}

/** The digest that a request is about. */
function nameOf(
  { config, clock }: PageContext,
  { date, kind = 'daily' }: { readonly date?: string; readonly kind?: PeriodicKind },
): DigestName {
  const { digestTime, digestTimezone } = config;
  const period =
    date === undefined ? latestDueOf(kind, clock(), digestTime, digestTimezone) : periodOf(kind, dayOf(date));
  return { kind, period };
}
