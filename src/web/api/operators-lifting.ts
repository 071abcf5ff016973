import Type from 'typebox';
import { BroadsheetError } from '../../errors.js';
import { liftFilter } from '../../feedback/acting/lift-filter.js';
import { liftMany, previewLift, undoLift } from '../../feedback/acting/lift-many.js';
import { forOperators } from '../api-docs.js';
import { actorOf } from '../http/actor.js';
import type { PageContext, WebServer } from '../http/context.js';
import { BodyShape, ProblemShape } from './shapes.js';

const Moment = Type.String({
  maxLength: 40,
  description: '`2026-03-24`, `2026-03-24T08:00Z`, or `6h` or `3d` for so long ago.',
});
/** All that is given has to fit, and something has to be given. */
const filter = {
  since: Type.Optional(Moment),
  until: Type.Optional(Moment),
  cause: Type.Optional(
    Type.String({
      maxLength: 40,
      description: 'As `unknown-mailbox`; `dead-address` for all that say that the address is dead.',
    }),
  ),
  relay: Type.Optional(Type.String({ maxLength: 100, description: 'By its name.' })),
  reply: Type.Optional(
    Type.String({ maxLength: 500, description: 'Words or codes of the reply or the report, in any case.' }),
  ),
};
const config = { permission: 'suppressions:lift' } as const;
const Text = Type.Union([Type.String(), Type.Null()]);
const faults = { 400: ProblemShape, 401: ProblemShape };

const previewSchema = {
  ...forOperators,
  summary: 'Count the suppressed readers whose bounce fits',
  description: 'By what suppressed them, the most frequent first. It changes nothing.',
  body: BodyShape(filter),
  response: {
    200: Type.Object({
      readers: Type.Integer(),
      groups: Type.Array(
        Type.Object({ cause: Text, relay: Text, reply: Text, status: Text, readers: Type.Integer() }),
      ),
    }),
    ...faults,
  },
};

const liftSchema = {
  ...forOperators,
  summary: 'Let all suppressed readers be mailed again whose bounce fits',
  description: 'Complaints and erasures are for their persons to lift.',
  body: BodyShape({
    ...filter,
    reason: Type.String({ minLength: 1, maxLength: 500, description: 'Why; it is kept.' }),
  }),
  response: {
    200: Type.Object({
      batch: Type.Union([Type.Integer(), Type.Null()], { description: 'By which it can be undone.' }),
      lifted: Type.Integer(),
    }),
    ...faults,
  },
};

/** Many suppressions by bounces are lifted at once, and for 24 hours put back. */
export function operatorsLifting(server: WebServer, context: PageContext): void {
  const { database, clock } = context;
  server.post('/lifts/preview', { schema: previewSchema, config }, async ({ body }) => {
    const { readers, groups } = await previewLift(database, liftFilter(body, clock()));
    return { readers, groups: groups.map((group) => ({ ...group })) };
  });

  server.post('/lifts', { schema: liftSchema, config }, async (request) => {
    const { reason, ...asked } = request.body;
    if (reason.trim() === '') throw new BroadsheetError('INPUT_INVALID', 'Give the reason; it is kept.');
    return liftMany(context, actorOf(request), { filter: liftFilter(asked, clock()), reason: reason.trim() });
  });

  undoRoute(server, context);
}

function undoRoute(server: WebServer, context: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'Put the suppressions of a batch back, within 24 hours',
    description: 'Who has confirmed since stays.',
    body: BodyShape({
      batch: Type.Optional(Type.Integer({ minimum: 1, description: 'The newest one where it is absent.' })),
    }),
    response: {
      200: Type.Object({ batch: Type.Integer(), putBack: Type.Integer() }),
      ...faults,
      404: ProblemShape,
    },
  };
  server.post('/lifts/undo', { schema, config }, (request) =>
    undoLift(context, actorOf(request), request.body.batch ?? null),
  );
}
