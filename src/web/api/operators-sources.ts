import Type from 'typebox';
import { healthOfSource } from '../../sources/source-health.js';
import { listingNames } from '../../sources/source-settings.js';
import { sourceFacts } from '../../store/papers/polls.js';
import { newestPolls } from '../../store/papers/source-polls.js';
import { forOperators } from '../api-docs.js';
import type { PageContext, WebServer } from '../http/context.js';
import { Day, ProblemShape } from './shapes.js';

const Moment = Type.String({ format: 'date-time' });
const Text = Type.Union([Type.String(), Type.Null()]);
const POLLS = 20;

const SourceShape = Type.Object({
  source: Type.String(),
  state: Type.Enum(['ok', 'down', 'stale', 'unknown'], {
    description: '`down`: it fails. `stale`: nobody has read it for a while. `unknown`: it was never asked.',
  }),
  lastSuccess: Type.Union([Moment, Type.Null()]),
  lagMinutes: Type.Union([Type.Integer(), Type.Null()]),
  failingSince: Type.Union([Moment, Type.Null()]),
  errorCode: Text,
  errorDetail: Text,
  polls: Type.Array(
    Type.Object({
      list: Day,
      finishedAt: Moment,
      papers: Type.Integer(),
      skipped: Type.Integer(),
      errorCode: Text,
    }),
    { description: `The newest first, at most ${POLLS}.` },
  ),
});

/** How the sources are, by their polls; nobody is asked. */
export function operatorsSources(server: WebServer, { database, config, clock }: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'How each source is, and its last polls',
    response: { 200: Type.Object({ sources: Type.Array(SourceShape) }), 401: ProblemShape },
  };
  server.get('/sources', { schema, config: { permission: 'sources:read' } }, async () => {
    const names = listingNames(config.sources);
    const [facts, polls] = await Promise.all([
      sourceFacts(database, names),
      newestPolls(database, names, POLLS),
    ]);
    return {
      sources: facts.map((one) => {
        const {
          drift: _drift,
          lastSuccess,
          failingSince,
          ...health
        } = healthOfSource(one, clock(), config.pollMinutes);
        return {
          ...health,
          lastSuccess: lastSuccess?.toISOString() ?? null,
          failingSince: failingSince?.toISOString() ?? null,
          polls: polls
            .filter(({ source }) => source === one.source)
            .map(({ listDate, finishedAt, papers, skipped, errorCode }) => ({
              list: listDate,
              finishedAt: finishedAt.toISOString(),
              ...{ papers, skipped, errorCode },
            })),
        };
      }),
    };
  });
}
