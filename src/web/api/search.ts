import Type from 'typebox';
import { MOST_RANKED } from '../../store/papers/search-statement.js';
import { tags } from '../api-docs.js';
import type { PageContext, WebServer } from '../http/context.js';
import type { ClientLimit } from '../limits/rate-limits.js';
import { markedText } from '../pages/marked-text.js';
import { findPapers } from '../search/find-papers.js';
import { PaperShape, ProblemShape, paperShape } from './shapes.js';

const FoundShape = Type.Intersect([
  PaperShape,
  Type.Object({
    snippet: Type.Array(Type.Object({ text: Type.String(), hit: Type.Boolean() }), {
      description: 'The parts of the abstract that match, as plain text in stretches.',
    }),
  }),
]);

/** Search for programs; the same as the page `/search`. */
export function searchApi(server: WebServer, { database }: PageContext, onRequest: ClientLimit): void {
  const schema = {
    tags: [tags.reading],
    summary: 'Papers that match a search, the most relevant or the newest first',
    description:
      'Words, `"phrases"`, `-word`, `author:name`, `cat:cs.CL`, `after:` and `before:` with a day, a month or a year, or an arXiv id. The last word may be unfinished.',
    querystring: Type.Object({
      q: Type.String({ minLength: 1, maxLength: 300 }),
      limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
      offset: Type.Integer({ minimum: 0, maximum: 2 * MOST_RANKED, default: 0 }),
      sort: Type.Enum(['relevance', 'date'], { default: 'relevance' }),
    }),
    response: {
      200: Type.Object({
        total: Type.Integer({ description: `From ${MOST_RANKED} on there may be more.` }),
        corrected: Type.Union([Type.String(), Type.Null()], {
          description: 'What was looked for instead, where nothing holds what was typed.',
        }),
        papers: Type.Array(FoundShape),
      }),
      400: ProblemShape,
    },
  };
  server.get('/search', { schema, onRequest }, async (request) => {
    const { q, limit, offset, sort: order } = request.query;
    const { total, corrected, papers } = await findPapers(database, q, { limit, offset, order });
    return {
      total,
      corrected,
      papers: papers.map((found) => ({ ...paperShape(found), snippet: [...markedText(found.snippet)] })),
    };
  });
}
