import Type from 'typebox';
import { DAY_MS } from '../../durations.js';
import { addDays, dateIn, listDateAt } from '../../model/calendar-date.js';
import { dmarcByDay, summariseDmarc } from '../../store/feedback/dmarc-reports.js';
import {
  type MailByDay,
  MONTH_DAYS,
  readMailBy,
  readMailByDay,
  readMailReasons,
} from '../../store/numbers/deliverability.js';
import { readEngagement } from '../../store/numbers/engagement.js';
import { readGrowth } from '../../store/numbers/growth.js';
import type { Calendar, SeriesByLabel, Span } from '../../store/numbers/read-spans.js';
import { forOperators } from '../api-docs.js';
import type { PageContext, WebServer } from '../http/context.js';
import { ProblemShape } from './shapes.js';

const querystring = Type.Object({
  days: Type.Integer({ minimum: 1, maximum: 365, default: 90, description: 'So many, until today.' }),
});
const faults = { 400: ProblemShape, 401: ProblemShape };
const Counts = Type.Record(Type.String(), Type.Integer());
const Count = Type.Integer();
const day = { day: Type.String(), counted: Type.Boolean(), incomplete: Type.Boolean() };
const MOST_SENDERS = 500;

/** The pages of figures as data: growth, deliverability, engagement. Counts, and no address. */
export function operatorsFigures(server: WebServer, context: PageContext): void {
  growthRoute(server, context);
  deliverabilityRoute(server, context);
  engagementRoute(server, context);
}

const Flow = Type.Object({ origin: Type.String(), joined: Count, left: Count });

const Cohort = Type.Object({
  month: Type.String({ examples: ['2026-03'] }),
  size: Count,
  stayed: Type.Record(Type.String(), Count, {
    description: 'By months since; those that all have reached.',
  }),
});

const moves = { readers: Counts, joined: Counts, left: Counts, signups: Counts, confirmations: Counts };

const growthSchema = {
  ...forOperators,
  summary: 'How the number of readers grows: by day, origin and month of joining',
  description:
    'Of a day that was not counted there are no labels; of an incomplete one rows had gone before it was.',
  querystring,
  response: {
    200: Type.Object({
      days: Type.Array(Type.Object({ ...day, ...moves })),
      origins: Type.Array(Flow),
      waits: Counts,
      cohorts: Type.Array(Cohort),
      choices: Type.Object({ frequency: Counts, language: Counts, zone: Counts }),
    }),
    ...faults,
  },
};

function growthRoute(server: WebServer, context: PageContext): void {
  server.get(
    '/growth',
    { schema: growthSchema, config: { permission: 'numbers:read' } },
    async ({ query }) => {
      const growth = await readGrowth(context.database, spanOf(context, query.days));
      const { readers, joined, left, signups, confirmations } = growth;
      return {
        days: daysOf(growth.calendar, { readers, joined, left, signups, confirmations }),
        origins: growth.origins.map(({ label, ...flow }) => ({ origin: label, ...flow })),
        waits: Object.fromEntries(growth.waits),
        cohorts: growth.cohorts.map(({ stayed, ...cohort }) => ({
          ...cohort,
          stayed: Object.fromEntries(stayed),
        })),
        choices: {
          frequency: Object.fromEntries(growth.frequencies),
          language: Object.fromEntries(growth.languages),
          zone: Object.fromEntries(growth.zones),
        },
      };
    },
  );
}

const outcomes = {
  sent: Count,
  failed: Count,
  deferred: Count,
  hard: Count,
  soft: Count,
  complaints: Count,
  ours: Count,
};

const Row = Type.Object({ name: Type.String(), week: Type.Object(outcomes), month: Type.Object(outcomes) });

const Reason = Type.Object({ reason: Type.String(), counts: Counts });

const deliverabilitySchema = {
  ...forOperators,
  summary: 'How mail arrives: by day, domain, relay and reason, and what receivers report',
  description:
    'By the day on which it was sent, whenever it came back. `*` is all domains without a name of their own.',
  querystring,
  response: {
    200: Type.Object({
      days: Type.Array(Type.Object({ ...day, ...outcomes })),
      relays: Type.Array(Row),
      domains: Type.Array(Row),
      reasons: Type.Array(Reason),
      grades: Counts,
      dmarc: Type.Array(Type.Object({ day: Type.String(), passed: Count, failed: Count })),
      senders: Type.Array(
        Type.Object({
          sourceIp: Type.String(),
          domain: Type.String(),
          messages: Count,
          passed: Count,
          refused: Count,
        }),
      ),
    }),
    ...faults,
  },
};

function deliverabilityRoute(server: WebServer, context: PageContext): void {
  server.get(
    '/deliverability',
    { schema: deliverabilitySchema, config: { permission: 'feedback:read' } },
    async ({ query }) => {
      const { database, clock } = context;
      const span = spanOf(context, query.days);
      const reported = listDateAt(clock());
      const month = { from: addDays(span.until, 1 - MONTH_DAYS), until: span.until };
      const [mail, relays, domains, { reasons, grades }, dmarc, senders] = await Promise.all([
        readMailByDay(database, span),
        readMailBy(database, 'relay', span.until),
        readMailBy(database, 'domain', span.until),
        readMailReasons(database, month),
        dmarcByDay(database, addDays(reported, 1 - MONTH_DAYS), reported),
        summariseDmarc(database, new Date(clock().getTime() - MONTH_DAYS * DAY_MS), MOST_SENDERS),
      ]);
      const named = ({ label, week, month: of }: (typeof relays)[number]) => ({
        name: label,
        week,
        month: of,
      });
      return {
        days: mailDays(mail),
        ...{ relays: relays.map(named), domains: domains.map(named) },
        ...{
          reasons: reasons.map(({ reason, counts }) => ({ reason, counts: { ...counts } })),
          grades: Object.fromEntries(grades),
        },
        ...{ dmarc, senders },
      };
    },
  );
}

function engagementRoute(server: WebServer, context: PageContext): void {
  const answers = { liked: Count, disliked: Count, saved: Count };
  const Likings = Type.Array(Type.Object({ label: Type.String(), ...answers }));
  const Digest = Type.Object({
    kind: Type.Enum(['daily', 'weekly', 'monthly']),
    period: Type.String(),
    ...answers,
    left: Count,
    sent: Type.Union([Count, Type.Null()]),
  });
  const schema = {
    ...forOperators,
    summary: 'What readers said of papers, as counts by day, digest, topic and category',
    querystring,
    response: {
      200: Type.Object({
        days: Type.Array(Type.Object({ ...day, votes: Counts, saves: Counts })),
        digests: Type.Array(Digest, { description: 'The newest 30.' }),
        topics: Likings,
        categories: Likings,
        readers: Type.Integer({ description: 'Who are mailed.' }),
        use: Type.Record(Type.String(), Count, { description: 'Of these, who use what.' }),
      }),
      ...faults,
    },
  };
  server.get('/engagement', { schema, config: { permission: 'numbers:read' } }, async ({ query }) => {
    const engagement = await readEngagement(context.database, spanOf(context, query.days));
    const { calendar, votes, saves, digests, topics, categories, readers, use } = engagement;
    return {
      days: daysOf(calendar, { votes, saves }),
      ...{ digests: [...digests], topics: [...topics], categories: [...categories], readers },
      use: Object.fromEntries(use),
    };
  });
}

function spanOf({ config, clock }: PageContext, days: number): Span {
  const until = dateIn(config.digestTimezone, clock());
  return { from: addDays(until, 1 - days), until };
}

/** Each day with the values of each label that there is. */
function daysOf<Name extends string>(
  { days, isCounted, isIncomplete }: Calendar,
  series: Readonly<Record<Name, SeriesByLabel>>,
) {
  const names = Object.keys(series) as Name[];
  return days.map((one, index) => {
    const values = names.map((name) => {
      const labels = [...series[name]].map(([label, all]) => [label, all[index] ?? null] as const);
      return [name, Object.fromEntries(labels.filter(([, value]) => value !== null))] as const;
    });
    const facts = { day: one, counted: isCounted[index] === true, incomplete: isIncomplete[index] === true };
    return { ...facts, ...(Object.fromEntries(values) as Record<Name, Record<string, number>>) };
  });
}

function mailDays({ calendar, outcomes: all }: MailByDay) {
  const { days, isCounted, isIncomplete } = calendar;
  return days.map((one, index) => {
    const sum = (series: SeriesByLabel): number =>
      [...series.values()].reduce((total, values) => total + (values[index] ?? 0), 0);
    return {
      ...{ day: one, counted: isCounted[index] === true, incomplete: isIncomplete[index] === true },
      ...{ sent: sum(all.sent), failed: sum(all.failed), deferred: sum(all.deferred), hard: sum(all.hard) },
      ...{ soft: sum(all.soft), complaints: sum(all.complaints), ours: sum(all.ours) },
    };
  });
}
