import Type from 'typebox';
import { BroadsheetError } from '../../errors.js';
import { refuseAddressChange } from '../../subscribers/confirm-address-change.js';
import { tags } from '../api-docs.js';
import type { PageContext, WebServer } from '../http/context.js';
import type { ClientLimit } from '../limits/rate-limits.js';
import { bearerTokenOf, claimOf } from '../links/link-claim.js';
import { addressLinkOf, agreeToAddress, askForAddress } from '../readers/change-address.js';
import { BodyShape, ProblemShape } from './shapes.js';

const faults = { 400: ProblemShape, 401: ProblemShape, 404: ProblemShape, 410: ProblemShape };
const byLink = {
  tags: [tags.subscribing],
  description: 'The token is the end of the link in either notice: `Authorization: Bearer`.',
};

/** Moving to another address, for programs. */
export function addressChangeApi(server: WebServer, context: PageContext, signupLimit: ClientLimit): void {
  askRoute(server, context, signupLimit);
  agreeRoute(server, context);
  refuseRoute(server, context);
}

function askRoute(server: WebServer, context: PageContext, onRequest: ClientLimit): void {
  const schema = {
    tags: [tags.subscribing],
    summary: 'Ask for another address',
    description:
      'The token is that of the preferences. Both addresses get a mail with a link and have to agree. The answer is the same for every valid address that is not your own.',
    body: BodyShape({ address: Type.String({ maxLength: 320, examples: ['reader@example.net'] }) }),
    response: {
      202: Type.Object({ message: Type.String() }),
      ...faults,
      422: ProblemShape,
      429: ProblemShape,
    },
  };
  server.post('/preferences/address', { schema, onRequest }, async (request, reply) => {
    const { subscriberId } = await claimOf(context, 'preferences', bearerTokenOf(request));
    const result = await askForAddress(context, subscriberId, request.body.address);
    if (result === 'same') throw new BroadsheetError('INPUT_INVALID', 'This is your address already.');
    if (result === 'unmailed') throw new BroadsheetError('NOT_FOUND', 'No digest comes to you.');
    return reply.code(202).send({ message: 'Check both inboxes: each gets a mail with a link.' });
  });
}

function agreeRoute(server: WebServer, context: PageContext): void {
  const schema = {
    ...byLink,
    summary: 'Agree to another address',
    response: { 200: Type.Object({ result: Type.Enum(['waiting', 'changed', 'unavailable']) }), ...faults },
  };
  server.post('/preferences/address/confirm', { schema }, async (request) => {
    const link = addressLinkOf(context, bearerTokenOf(request));
    const result = await agreeToAddress(context, link, { via: 'api', ip: request.ip });
    if (result === 'superseded') {
      throw new BroadsheetError('TOKEN_REPLACED', 'Another change was asked for since.');
    }
    if (result === 'over') throw new BroadsheetError('NOT_FOUND', 'This change is over.');
    return { result };
  });
}

function refuseRoute(server: WebServer, context: PageContext): void {
  const schema = {
    ...byLink,
    summary: 'Refuse another address',
    response: { 200: Type.Object({ result: Type.Enum(['refused', 'over']) }), ...faults },
  };
  server.post('/preferences/address/refuse', { schema }, async (request) => {
    const link = addressLinkOf(context, bearerTokenOf(request));
    const refused = await refuseAddressChange(context.database, link);
    return { result: refused ? 'refused' : 'over' } as const;
  });
}
