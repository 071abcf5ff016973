import Type from 'typebox';
import { BroadsheetError } from '../../errors.js';
import { dateIn } from '../../model/calendar-date.js';
import { completeRules, type GivenRules, rulesFaults } from '../../model/rules.js';
import { previewRules } from '../../subscribers/preview.js';
import { tags } from '../api-docs.js';
import { RulesSchema } from '../forms/preferences-schema.js';
import type { PageContext, WebServer } from '../http/context.js';
import type { ClientLimit } from '../limits/rate-limits.js';
import { Day, PaperShape, ProblemShape, paperShape } from './shapes.js';

const Paper = Type.Intersect([
  PaperShape,
  Type.Object({
    position: Type.Integer({ description: 'In the whole digest; 1 for the top paper.' }),
    why: Type.String({ description: 'Why it is there; empty where nothing is followed.' }),
  }),
]);

/** The last seven days under rules, before any address is given. */
export function previewApi(
  server: WebServer,
  { database, config, clock }: PageContext,
  onRequest: ClientLimit,
): void {
  const schema = {
    tags: [tags.reading],
    summary: 'The last seven days under some rules',
    description: 'The same rules as preferences have. Nothing is kept. Days without papers are left out.',
    body: RulesSchema,
    response: {
      200: Type.Object({
        days: Type.Array(Type.Object({ date: Day, total: Type.Integer(), papers: Type.Array(Paper) })),
      }),
      400: ProblemShape,
      429: ProblemShape,
    },
  };
  server.post('/preview', { schema, onRequest }, async (request) => {
    const rules = completeRules(request.body as GivenRules);
    const faults = rulesFaults(rules, config.topics.has);
    if (faults.length > 0) {
      const message = faults.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; ');
      throw new BroadsheetError('INPUT_INVALID', message);
    }
    const days = await previewRules(database, rules, dateIn(config.digestTimezone, clock()));
    return {
      days: days.map(({ period, total, papers }) => ({
        date: period,
        total,
        papers: papers.map(({ paper, reason }) => ({
          ...paperShape(paper),
          position: paper.position,
          why: reason,
        })),
      })),
    };
  });
}
