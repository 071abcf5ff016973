import Type from 'typebox';
import { BroadsheetError } from '../../errors.js';
import { addDays, dateIn, isCalendarDate } from '../../model/calendar-date.js';
import { type DailyMeasure, type Dimension, dailyMeasures, dimensionOf } from '../../model/daily-numbers.js';
import { permitToSee } from '../../operators/permit.js';
import { readDailyNumbers } from '../../store/numbers/read-numbers.js';
import { forOperators } from '../api-docs.js';
import { actorOf } from '../http/actor.js';
import type { PageContext, WebServer } from '../http/context.js';
import { ProblemShape } from './shapes.js';

const measures = Object.keys(dailyMeasures) as DailyMeasure[];
const dimensions = [...new Set(measures.flatMap((measure): readonly Dimension[] => dailyMeasures[measure]))];
/** Dimensions whose labels say of whose mail something is told; counted by relay or digest it is for everybody. */
const NAMING: ReadonlySet<string> = new Set(['domain', 'reason']);
const DAYS = 365;
/** Ten years of days; more is asked for in parts. */
const MOST_DAYS = 3_660;

const Day = (description: string) => Type.Optional(Type.String({ description, examples: ['2026-03-23'] }));

const numbersSchema = {
  ...forOperators,
  summary: 'What happened on each day: counts by label',
  description:
    'Days of the time zone of the site, counted hourly; the newest is still open. A day that is absent was not ' +
    'counted; of one that is `incomplete` rows had gone before it was. `*` is all that has no label of its own. By domain ' +
    'or reason it asks for `feedback:read` as well.',
  querystring: Type.Object({
    measure: Type.Enum(measures),
    by: Type.Optional(Type.Enum(dimensions, { description: 'The first that the measure has where absent.' })),
    from: Day('The first day; a year before `until` where absent.'),
    until: Day('The last day; today where absent.'),
    labels: Type.Integer({
      minimum: 1,
      maximum: 50,
      default: 50,
      description: 'So many, those with most.',
    }),
  }),
  response: {
    200: Type.Object({
      measure: Type.String(),
      by: Type.String(),
      timeZone: Type.String(),
      days: Type.Array(
        Type.Object({
          day: Type.String(),
          incomplete: Type.Boolean(),
          values: Type.Record(Type.String(), Type.Integer()),
        }),
      ),
    }),
    400: ProblemShape,
    401: ProblemShape,
  },
};

/** What happened on each day, as it was counted then; no address. */
export function operatorsNumbers(server: WebServer, { database, clock, config }: PageContext): void {
  server.get(
    '/numbers',
    { schema: numbersSchema, config: { permission: 'numbers:read' } },
    async (request) => {
      const { query } = request;
      const { measure, by, labels } = query;
      if (NAMING.has(dimensionOf(measure, by) ?? '')) permitToSee(actorOf(request), 'feedback:read');
      const until = dayOf(query.until, 'until') ?? dateIn(config.digestTimezone, clock());
      const from = dayOf(query.from, 'from') ?? addDays(until, 1 - DAYS);
      if (addDays(from, MOST_DAYS) < until) {
        throw new BroadsheetError('INPUT_INVALID', `Ask for at most ${MOST_DAYS} days at once.`);
      }
      const asked = { measure, dimension: by, from, until, labels };
      const { dimension, days } = await readDailyNumbers(database, asked);
      return { measure, by: dimension, timeZone: config.digestTimezone, days: [...days] };
    },
  );
}

/** @throws BroadsheetError DATE_INVALID */
function dayOf(text: string | undefined, name: string): string | null {
  if (text === undefined) return null;
  if (isCalendarDate(text)) return text;
  throw new BroadsheetError('DATE_INVALID', `Give ${name} as a day, like 2026-03-23.`);
}
