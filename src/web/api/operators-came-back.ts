import Type from 'typebox';
import { feedbackFilter, feedbackRow } from '../../mailing/list-feedback.js';
import { feedbackClasses } from '../../model/feedback.js';
import { listFeedback } from '../../store/feedback/list-feedback.js';
import { forOperators } from '../api-docs.js';
import type { PageContext, WebServer } from '../http/context.js';
import { nullable, ProblemShape } from './shapes.js';

const Text = nullable(Type.String());
const part = (description: string) => Type.Optional(Type.String({ maxLength: 100, description }));

const Report = Type.Object({
  id: Type.Integer(),
  at: Type.String({ format: 'date-time' }),
  class: Type.String(),
  reason: Type.String(),
  grade: Text,
  reply: Text,
  status: Text,
  effect: Type.String(),
  cause: Text,
  domain: Text,
  relay: Text,
  digest: Text,
  subscriber: nullable(Type.Integer()),
  suppressed: Type.Boolean(),
});

/** What came back, one by one; nothing of it is an address. */
export function operatorsCameBack(server: WebServer, { database }: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'What came back, the newest first, and what it did',
    querystring: Type.Object({
      class: Type.Optional(Type.Enum([...feedbackClasses])),
      reason: part('As `unknown-mailbox`.'),
      relay: part('By its name.'),
      domain: part('Of the address that was mailed.'),
      digest: part('As `2026-03-24`.'),
      before: Type.Optional(Type.Integer({ minimum: 1, description: '`next` of the page before.' })),
      limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
    }),
    response: {
      200: Type.Object({ reports: Type.Array(Report), next: nullable(Type.Integer()) }),
      400: ProblemShape,
      401: ProblemShape,
    },
  };
  server.get('/feedback', { schema, config: { permission: 'feedback:read' } }, async ({ query }) => {
    const { before = null, limit, ...asked } = query;
    const filter = await feedbackFilter(database, asked);
    const found = filter === null ? [] : await listFeedback(database, filter, { before, limit: limit + 1 });
    const shown = found.slice(0, limit);
    return {
      reports: shown.map((row) => ({ id: row.id, ...feedbackRow(row) })),
      next: found.length > limit ? (shown.at(-1)?.id ?? null) : null,
    };
  });
}
