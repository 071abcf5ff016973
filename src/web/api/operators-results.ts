import Type from 'typebox';
import { digestByName } from '../../mailing/find-digest.js';
import { digestResult } from '../../store/digests/digest-result.js';
import { forOperators } from '../api-docs.js';
import type { PageContext, WebServer } from '../http/context.js';
import { DigestNameText, ProblemShape } from './shapes.js';

const params = Type.Object({ name: DigestNameText });
const faults = { 400: ProblemShape, 401: ProblemShape, 404: ProblemShape };
const count = Type.Integer();

/** How a mailing goes in detail, and what came of a digest: counts, and no address. */
export function operatorsResults(server: WebServer, context: PageContext): void {
  mailingRoute(server, context);
  resultRoute(server, context);
}

function mailingRoute(server: WebServer, { database, mailings }: PageContext): void {
  const trouble = { failed: count, uncertain: count };
  const schema = {
    ...forOperators,
    summary: 'The mailing of a digest by relay, by recipient domain and by reply',
    description:
      'Of each delivery its newest attempt, a few seconds old at most while it is cheap to count. A digest whose deliveries were folded has none.',
    params,
    response: {
      200: Type.Object({
        relays: Type.Array(Type.Object({ relay: Type.String(), sent: count, deferred: count, ...trouble })),
        domains: Type.Array(Type.Object({ domain: Type.String(), sent: count, waiting: count, ...trouble }), {
          description: 'The 20 with most readers of the digest.',
        }),
        replies: Type.Array(
          Type.Object({
            state: Type.Enum(['failed', 'deferred', 'uncertain']),
            replyCode: Type.Union([Type.Integer(), Type.Null()]),
            replyStatus: Type.Union([Type.String(), Type.Null()]),
            reason: Type.Union([Type.String(), Type.Null()]),
            count,
          }),
        ),
      }),
      ...faults,
    },
  };
  server.get(
    '/digests/:name/mailing',
    { schema, config: { permission: 'digests:read' } },
    async (request) => {
      const digest = await digestByName(database, request.params.name);
      // Counted once for all who ask, as for the page: a million rows take a second.
      const { relays, replies } = (await mailings.counts.wait(digest.id)).answer;
      const domains = (await mailings.domains.wait(digest.id)).answer;
      return { relays: [...relays], domains: [...domains], replies: [...replies] };
    },
  );
}

function resultRoute(server: WebServer, { database }: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'What came back of a digest, who left by it, and what readers said of its papers',
    description: 'What was sent of it is in its progress. Answers are given to papers, in whichever digest.',
    params,
    response: {
      200: Type.Object({
        hard: count,
        soft: count,
        complaints: count,
        left: Type.Integer({ description: 'Unsubscribed by a link of it.' }),
        papers: Type.Array(
          Type.Object({
            paperId: Type.String(),
            position: count,
            title: Type.String(),
            liked: count,
            disliked: count,
            saved: count,
          }),
        ),
      }),
      ...faults,
    },
  };
  server.get('/digests/:name/result', { schema, config: { permission: 'digests:read' } }, async (request) => {
    const result = await digestResult(database, await digestByName(database, request.params.name));
    return { ...result, papers: [...result.papers] };
  });
}
