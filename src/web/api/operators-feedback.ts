import Type from 'typebox';
import { DAY_MS } from '../../durations.js';
import type { Actor } from '../../model/actor.js';
import { openAlarms } from '../../store/deliveries/sending-alarms.js';
import { feedbackRates, rateGroupings } from '../../store/feedback/feedback-rates.js';
import { listWatches } from '../../store/feedback/watches.js';
import { type Asked, addressRecord, liftSuppression } from '../../subscribers/address-record.js';
import { forOperators } from '../api-docs.js';
import { actorOf } from '../http/actor.js';
import type { PageContext, WebServer } from '../http/context.js';
import { operatorsLifting } from './operators-lifting.js';
import { BodyShape, ProblemShape, SubscriberShape, subscriberShape } from './shapes.js';

const Id = Type.Object({ id: Type.Integer({ minimum: 1 }) });
const Address = Type.String({ maxLength: 320 });
const Reason = Type.String({ minLength: 1, maxLength: 500, pattern: '\\S', description: 'Why; it is kept.' });
const Suppression = Type.Union([Type.String(), Type.Null()], {
  description: 'Why the address may not be mailed: bounced, complained, erased or operator.',
});
const faults = { 400: ProblemShape, 401: ProblemShape, 404: ProblemShape, 422: ProblemShape };

const RecordShape = Type.Object({
  subscriber: Type.Union([SubscriberShape, Type.Null()]),
  suppression: Suppression,
  history: Type.Array(
    Type.Object({
      at: Type.String({ format: 'date-time' }),
      kind: Type.Enum([
        'consent',
        'notice',
        'delivery',
        'nothing',
        'feedback',
        'refusal',
        'suppression',
        'lift',
        'fault',
      ]),
      facts: Type.Record(Type.String(), Type.Unknown()),
    }),
    { description: 'The newest first, at most 500.' },
  ),
});
const Lifted = Type.Object({ lifted: Suppression });

/** What came back, and what it did to an address. */
export function operatorsFeedback(server: WebServer, context: PageContext): void {
  historyRoutes(server, context);
  liftRoutes(server, context);
  ratesRoute(server, context);
  watchRoute(server, context);
  operatorsLifting(server, context);
}

function historyRoutes(server: WebServer, { database, keyring }: PageContext): void {
  const shaped = async (asked: Asked) => {
    const { subscriber, suppression, history } = await addressRecord(database, keyring, asked);
    return {
      subscriber: subscriber === null ? null : subscriberShape(subscriber),
      suppression,
      history: history.map(({ at, kind, facts }) => ({ at: at.toISOString(), kind, facts: { ...facts } })),
    };
  };
  const schema = {
    ...forOperators,
    summary: 'What happened around a subscriber',
    params: Id,
    response: { 200: RecordShape, ...faults },
  };
  server.get('/subscribers/:id/history', { schema, config: { permission: 'subscribers:read' } }, (request) =>
    shaped({ id: request.params.id }),
  );

  const byAddress = {
    ...forOperators,
    summary: 'What happened around an address, also where it has no subscriber',
    description: 'A POST, because addresses do not belong into URLs. It changes nothing.',
    body: BodyShape({ address: Address }),
    response: { 200: RecordShape, ...faults },
  };
  server.post('/history', { schema: byAddress, config: { permission: 'subscribers:read' } }, (request) =>
    shaped({ address: request.body.address }),
  );
}

function liftRoutes(server: WebServer, context: PageContext): void {
  const lift = async (actor: Actor, asked: Asked, reason: string) => ({
    lifted: await liftSuppression(context, actor, asked, reason.trim()),
  });
  const schema = {
    ...forOperators,
    summary: 'Let a suppressed subscriber be mailed again',
    description: 'Who bounced goes on; who complained is unsubscribed, and may subscribe again.',
    params: Id,
    body: BodyShape({ reason: Reason }),
    response: { 200: Lifted, ...faults },
  };
  server.post('/subscribers/:id/lift', { schema, config: { permission: 'suppressions:lift' } }, (request) =>
    lift(actorOf(request), { id: request.params.id }, request.body.reason),
  );

  const byAddress = {
    ...forOperators,
    summary: 'Let a suppressed address be mailed again, also where it has no subscriber',
    body: BodyShape({ address: Address, reason: Reason }),
    response: { 200: Lifted, ...faults },
  };
  server.post('/lift', { schema: byAddress, config: { permission: 'suppressions:lift' } }, (request) =>
    lift(actorOf(request), { address: request.body.address }, request.body.reason),
  );
}

const Counts = {
  hard: Type.Integer(),
  soft: Type.Integer(),
  complaints: Type.Integer(),
  ours: Type.Integer(),
};
const RatesShape = Type.Object({
  rates: Type.Array(Type.Object({ name: Type.String(), sent: Type.Integer(), ...Counts })),
  alarms: Type.Array(
    Type.Object({
      level: Type.Enum(['warn', 'pause']),
      reason: Type.Enum(['complaints', 'policy-bounces']),
      sent: Type.Integer(),
      cameBack: Type.Integer(),
      raisedAt: Type.String({ format: 'date-time' }),
    }),
    { description: 'Open until an operator resumes a mailing.' },
  ),
});
const MOST_RATES = 200;

function ratesRoute(server: WebServer, { database, clock }: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'What was sent and what of it came back',
    querystring: Type.Object({
      by: Type.Enum([...rateGroupings], { default: 'digest' }),
      days: Type.Integer({ minimum: 1, maximum: 999, default: 7 }),
    }),
    response: { 200: RatesShape, 400: ProblemShape, 401: ProblemShape },
  };
  server.get('/rates', { schema, config: { permission: 'feedback:read' } }, async (request) => {
    const { by, days } = request.query;
    const since = new Date(clock().getTime() - days * DAY_MS);
    const alarms = await openAlarms(database);
    return {
      rates: await feedbackRates(database, by, since, MOST_RATES),
      alarms: alarms.map(({ raisedAt, digestId: _digest, ...alarm }) => ({
        ...alarm,
        raisedAt: raisedAt.toISOString(),
      })),
    };
  });
}

const MOST_WATCHED = 500;

function watchRoute(server: WebServer, { database }: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'Readers on watch: likely dead, and mailed as before until the same comes again',
    response: {
      200: Type.Object({
        watched: Type.Array(
          Type.Object({
            subscriberId: Type.Integer(),
            at: Type.String({ format: 'date-time' }),
            reason: Type.String(),
            words: Type.String({ description: 'What was said, without addresses and numbers.' }),
          }),
          { description: 'In order of subscriber, at most 500.' },
        ),
      }),
      401: ProblemShape,
    },
  };
  server.get('/watch', { schema, config: { permission: 'feedback:read' } }, async () => ({
    watched: (await listWatches(database, MOST_WATCHED)).map((watch) => ({
      ...watch,
      at: watch.at.toISOString(),
    })),
  }));
}
