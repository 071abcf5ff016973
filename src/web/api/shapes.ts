import Type, { type TSchema } from 'typebox';
import type { CalendarDate } from '../../model/calendar-date.js';
import { type Digest, type DigestPaper, type LateBloomer, periodicKinds } from '../../model/digest.js';
import { nameOfDigest } from '../../model/digest-period.js';
import { discussionOf, type ObservedPaper, paperLinks } from '../../model/paper.js';
import type { SendingControl, SendingProgress } from '../../model/sending-control.js';
import type { Subscriber } from '../../model/subscriber.js';
import type { UncertainRow } from '../../store/deliveries/uncertain.js';

/** The body of a request. A key that it does not know is refused and named: it may be a misspelt one. */
export function BodyShape<Properties extends Type.TProperties>(properties: Properties) {
  return Type.Object(properties, { additionalProperties: false });
}

/** The schemas of the API's answers, and how rows become them. */

export const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
export const Day = Type.String({ description: 'YYYY-MM-DD', examples: ['2026-03-23'] });
const Moment = Type.String({ format: 'date-time' });

export const ProblemShape = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String({ description: 'Stable; programs may depend on it.' }),
    detail: Type.String(),
    errors: Type.Optional(Type.Array(Type.Object({ pointer: Type.String(), detail: Type.String() }))),
  },
  { description: 'Problem details (RFC 9457)' },
);

export const PaperShape = Type.Object({
  id: Type.String({ description: 'arXiv id' }),
  title: Type.String({ description: 'As the source sent it, with its LaTeX and Markdown' }),
  abstract: Type.String({ description: 'As the source sent it, with its LaTeX and Markdown' }),
  authors: Type.Array(Type.String()),
  publishedAt: nullable(Moment),
  organization: nullable(Type.String()),
  summary: nullable(Type.String()),
  keywords: Type.Array(Type.String()),
  categories: Type.Array(Type.String(), { description: 'Of arXiv, the primary one first' }),
  upvotes: Type.Integer(),
  comments: Type.Integer(),
  stars: nullable(Type.Integer()),
  codeUrl: nullable(Type.String()),
  projectUrl: nullable(Type.String()),
  arxivUrl: nullable(Type.String()),
  pdfUrl: nullable(Type.String()),
  discussionUrl: nullable(Type.String()),
});

export const RankedPaperShape = Type.Intersect([
  PaperShape,
  Type.Object({
    position: Type.Integer({ description: '1 for the top paper' }),
    score: Type.Number(),
    breakdown: Type.Record(Type.String(), Type.Number()),
    curation: nullable(Type.Enum(['pin', 'add'], { description: 'What an operator decided' })),
    note: nullable(Type.String({ description: 'The operator’s word on it' })),
  }),
]);

/** How a digest is named in a path. */
export const DigestNameText = Type.String({
  description:
    'YYYY-MM-DD for a day, YYYY-Www for a week, YYYY-MM for a month, YYYY-MM-DD--YYYY-MM-DD for gathered days',
  examples: ['2026-03-23', '2026-W13', '2026-03'],
});

export const Kind = Type.Enum([...periodicKinds], { description: 'Daily where absent' });

export const BloomerShape = Type.Intersect([
  PaperShape,
  Type.Object({
    since: Type.String({ description: 'The day on which it had `upvotesBefore`' }),
    upvotesBefore: Type.Integer(),
    mailedBefore: Type.Boolean({ description: 'Whether an earlier digest held it' }),
  }),
]);

export const DigestShape = Type.Object({
  name: DigestNameText,
  kind: Kind,
  date: Type.String({ description: 'The first day of its period', examples: ['2026-03-23'] }),
  listDate: Type.String({ description: 'The list it stands for; of several, the last' }),
  strategy: Type.String(),
  frozenAt: Moment,
  releasedAt: nullable(Moment),
  intro: Type.Record(Type.String(), Type.String(), {
    description: 'What an editor says before the papers, by language; plain text',
  }),
});

export const SubscriberShape = Type.Object({
  id: Type.Integer(),
  address: Type.String(),
  state: Type.String(),
  confirmedAt: nullable(Moment),
  stateChangedAt: Moment,
  createdAt: Moment,
});

export function paperShape(observed: ObservedPaper) {
  const { paper, upvotes, comments, stars } = observed;
  const links = paperLinks(paper.id);
  return {
    ...paper,
    authors: [...paper.authors],
    keywords: [...paper.keywords],
    categories: [...paper.categories],
    publishedAt: paper.publishedAt?.toISOString() ?? null,
    upvotes,
    comments,
    stars,
    arxivUrl: links?.abstract ?? null,
    pdfUrl: links?.pdf ?? null,
    discussionUrl: discussionOf(observed),
  };
}

export function rankedPaperShape(paper: DigestPaper) {
  const { position, score, breakdown, curation, note } = paper;
  return { ...paperShape(paper), position, score, breakdown: { ...breakdown }, curation, note };
}

export function bloomerShape(bloomer: LateBloomer) {
  const { since, upvotesBefore, before } = bloomer;
  return { ...paperShape(bloomer), since, upvotesBefore, mailedBefore: before !== null };
}

export function digestShape(digest: Digest) {
  return {
    name: nameOfDigest(digest),
    kind: digest.kind === 'sample' || digest.kind === 'gathered' ? ('daily' as const) : digest.kind,
    date: digest.period,
    listDate: digest.listDate,
    strategy: digest.strategy,
    frozenAt: digest.frozenAt.toISOString(),
    releasedAt: digest.releasedAt?.toISOString() ?? null,
    intro: { ...digest.intro },
  };
}

export function subscriberShape(subscriber: Subscriber) {
  const { id, address, state } = subscriber;
  return {
    id,
    address,
    state,
    confirmedAt: subscriber.confirmedAt?.toISOString() ?? null,
    stateChangedAt: subscriber.stateChangedAt.toISOString(),
    createdAt: subscriber.createdAt.toISOString(),
  };
}

export const ProgressShape = Type.Object({
  date: Day,
  state: Type.Enum(['waiting', 'sending', 'paused', 'cancelled', 'done'], {
    description: '`waiting`: no deliveries were written yet.',
  }),
  deliveries: Type.Record(Type.String(), Type.Integer(), { description: 'How many are in each state.' }),
  messagesPerSecond: Type.Object({
    lastMinute: Type.Number(),
    overall: Type.Number({ description: 'From the first verdict to the last.' }),
  }),
  secondsLeft: Type.Union([Type.Integer(), Type.Null()], {
    description: 'For what waits now; null where nobody can say. Retries come on top.',
  }),
  pausedAt: nullable(Moment),
  pausedBy: nullable(Type.Enum(['operator', 'breaker'])),
  pauseReason: nullable(Type.String()),
  cancelledAt: nullable(Moment),
});

export const UncertainShape = Type.Object({
  subscriberId: Type.Integer(),
  address: nullable(Type.String()),
  attempts: Type.Integer(),
  reason: nullable(Type.String()),
  since: nullable(Moment),
});

export function progressShape(date: CalendarDate, facts: SendingControl, progress: SendingProgress) {
  return {
    date,
    state: progress.state,
    deliveries: { ...progress.counts },
    messagesPerSecond: {
      lastMinute: twoPlaces(progress.rateLastMinute),
      overall: twoPlaces(progress.rateOverall),
    },
    secondsLeft: progress.secondsLeft,
    pausedAt: facts.pausedAt?.toISOString() ?? null,
    pausedBy: facts.pausedBy,
    pauseReason: facts.pauseReason,
    cancelledAt: facts.cancelledAt?.toISOString() ?? null,
  };
}

/** @param maySee whether whoever asks may see addresses */
export function uncertainShape(row: UncertainRow, maySee: boolean) {
  return { ...row, address: maySee ? row.address : null, since: row.since?.toISOString() ?? null };
}

function twoPlaces(rate: number): number {
  return Math.round(rate * 100) / 100;
}
