import Type from 'typebox';
import { BroadsheetError } from '../../errors.js';
import { mailAboutData } from '../../subscribers/data-mails.js';
import { eraseReader } from '../../subscribers/erase-reader.js';
import { exportSubscriber } from '../../subscribers/export-subscriber.js';
import { tags } from '../api-docs.js';
import type { PageContext, WebServer } from '../http/context.js';
import { askingClaimOf } from '../links/data-request.js';
import { claimOf } from '../links/link-claim.js';
import { BodyShape, ProblemShape } from './shapes.js';

const Token = Type.String({
  maxLength: 200,
  description: 'The end of the link to “What is kept about you”, which is mailed and good for half an hour.',
});
const Row = Type.Record(Type.String(), Type.Any());
const Rows = Type.Array(Row);
const faults = { 400: ProblemShape, 404: ProblemShape, 410: ProblemShape };

/** Export and erasure, as on the pages. POST for both: a token belongs in no log of addresses. */
export function yourDataApi(server: WebServer, context: PageContext): void {
  requestRoute(server, context);
  exportRoute(server, context);
  eraseRoute(server, context);
}

function requestRoute(server: WebServer, context: PageContext): void {
  const schema = {
    tags: [tags.subscribing],
    summary: 'Ask for the link to all that is held about a subscriber',
    description: 'It is mailed to the subscriber: at most one in half an hour, five in a day.',
    body: BodyShape({
      token: Type.String({ maxLength: 200, description: 'The end of any other personal link in a mail.' }),
    }),
    response: { 202: Type.Object({ message: Type.String() }), ...faults },
  };
  server.post('/subscribers/data-link', { schema }, async (request, reply) => {
    const { subscriberId } = await askingClaimOf(context, request.body.token);
    const now = context.clock();
    if (!(await mailAboutData(context.database, 'data-link', { subscriberId, now }))) {
      throw new BroadsheetError('NOT_FOUND', 'Nothing is kept under this link any more.');
    }
    await context.queues.sendNotices();
    return reply
      .code(202)
      .send({ message: 'If the address may be mailed, the link comes by mail within minutes.' });
  });
}

function exportRoute(server: WebServer, context: PageContext): void {
  const schema = {
    tags: [tags.subscribing],
    summary: 'All that is held about a subscriber',
    body: BodyShape({ token: Token }),
    response: {
      200: Type.Object({
        format: Type.String(),
        exportedAt: Type.String({ format: 'date-time' }),
        subscriber: Row,
        signups: Rows,
        held: Type.Record(Type.String(), Rows, { description: 'Rows by table.' }),
        wordings: Type.Record(Type.String(), Type.String()),
      }),
      ...faults,
    },
  };
  server.post('/subscribers/export', { schema }, async (request, reply) => {
    const { subscriberId } = await claimOf(context, 'data', request.body.token);
    const held = await exportSubscriber(context.database, subscriberId, context.clock());
    if (held === null) throw new BroadsheetError('NOT_FOUND', 'Nothing is kept under this link any more.');
    await mailAboutData(context.database, 'data-exported', { subscriberId, now: context.clock() });
    await context.queues.sendNotices();
    const { signups, held: tables } = held;
    const rows = Object.fromEntries(Object.entries(tables).map(([name, all]) => [name, [...all]]));
    return reply.header('cache-control', 'no-store').send({ ...held, signups: [...signups], held: rows });
  });
}

function eraseRoute(server: WebServer, context: PageContext): void {
  const schema = {
    tags: [tags.subscribing],
    summary: 'Erase all that is held about a subscriber',
    description:
      'Takes effect at once and cannot be undone; repeating it is harmless. A keyed hash of the address stays, which stops a later import from bringing it back.',
    body: BodyShape({ token: Token, confirm: Type.Literal(true) }),
    response: { 200: Type.Object({ result: Type.Enum(['erased', 'gone']) }), ...faults },
  };
  server.post('/subscribers/erase', { schema }, async (request) => {
    const { subscriberId } = await claimOf(context, 'data', request.body.token);
    return {
      result: (await eraseReader(context, subscriberId)) ? 'erased' : 'gone',
    } as const;
  });
}
