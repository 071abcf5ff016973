import Type from 'typebox';
import { freezeAgain } from '../../digests/freeze-again.js';
import { approveDigest, holdDigest, liftDigest, releaseNow } from '../../digests/release-desk.js';
import { deskName } from '../../digests/release-refusals.js';
import { type ReleaseReport, releaseReport } from '../../digests/release-report.js';
import type { Actor } from '../../model/actor.js';
import type { DigestName } from '../../model/digest-period.js';
import { releaseStates } from '../../model/release-state.js';
import { LONGEST_REASON } from '../../operators/refuse-longer.js';
import { forOperators } from '../api-docs.js';
import { actorOf } from '../http/actor.js';
import type { PageContext, WebServer } from '../http/context.js';
import { BodyShape, ProblemShape } from './shapes.js';

const params = Type.Object({
  name: Type.String({
    description: 'YYYY-MM-DD for a day, YYYY-Www for a week, YYYY-MM for a month',
    examples: ['2026-03-23', '2026-W13', '2026-03'],
  }),
});
const faults = {
  400: ProblemShape,
  401: ProblemShape,
  403: ProblemShape,
  404: ProblemShape,
  409: ProblemShape,
};
const Moment = Type.Union([Type.String({ format: 'date-time' }), Type.Null()]);
const Text = Type.Union([Type.String(), Type.Null()]);

const ReleaseShape = Type.Object({
  name: Type.String(),
  state: Type.Enum([...releaseStates], {
    description:
      '`waiting`: goes out once it is approved; `released`: its readers’ times are to come; `done`: no delivery is open',
  }),
  papers: Type.Integer(),
  frozenAt: Moment,
  releasedAt: Moment,
  freezesAt: Moment,
  releasesAt: Moment,
  hold: Type.Union([
    Type.Object({ at: Type.String({ format: 'date-time' }), by: Type.String(), reason: Text }),
    Type.Null(),
  ]),
  approval: Type.Object({ needed: Type.Boolean(), at: Moment, by: Text, until: Moment }),
  outdated: Type.Boolean({
    description:
      'What was decided of its papers or written for it has changed since it froze; freezing again takes it in',
  }),
  cancelled: Type.Union([
    Type.Object({ at: Type.String({ format: 'date-time' }), reason: Text }),
    Type.Null(),
  ]),
});

/** The moment between freezing and mailing: hold, lift, approve, freeze again, release. */
export function operatorsRelease(server: WebServer, context: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'Where a digest is between its list and its readers',
    description: 'Also of one that is not frozen yet.',
    params,
    response: { 200: ReleaseShape, ...faults },
  };
  server.get('/digests/:name/release', { schema, config: { permission: 'digests:read' } }, async (request) =>
    answer(context, deskName(request.params.name)),
  );
  holdRoute(server, context);
  approveRoute(server, context);
  for (const route of plainRoutes) plainRoute(server, context, route);
}

interface PlainRoute {
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly act: (context: PageContext, actor: Actor, name: DigestName) => Promise<unknown>;
}

const plainRoutes: readonly PlainRoute[] = [
  {
    path: 'lift',
    summary: 'Lift the hold of a digest',
    description: 'It is released when its time comes, or at once where that is over.',
    act: liftDigest,
  },
  {
    path: 'release',
    summary: 'Release a frozen digest before its time',
    description: 'It is public from then on; readers get it at their own times.',
    act: releaseNow,
  },
  {
    path: 'freeze-again',
    summary: 'Freeze a digest once more, while it is not released',
    description:
      'Out of what is known and decided by now. The audit keeps the former list; an approval is gone with it.',
    act: freezeAgain,
  },
];

function plainRoute(server: WebServer, context: PageContext, { path, act, ...about }: PlainRoute): void {
  const schema = {
    ...forOperators,
    ...about,
    params,
    body: BodyShape({}),
    response: { 200: ReleaseShape, ...faults },
  };
  const config = { permission: 'digests:approve' } as const;
  server.post(`/digests/:name/${path}`, { schema, config }, async (request) => {
    const name = deskName((request.params as { readonly name: string }).name);
    await act(context, actorOf(request), name);
    return answer(context, name);
  });
}

function holdRoute(server: WebServer, context: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'Hold a digest: it is not released until the hold is lifted',
    description:
      'Also before it is frozen. What it holds can be changed meanwhile, and frozen again. Repeating it changes nothing.',
    params,
    body: BodyShape({ reason: Type.Optional(Type.String({ maxLength: LONGEST_REASON })) }),
    response: { 200: ReleaseShape, ...faults },
  };
  server.post(
    '/digests/:name/hold',
    { schema, config: { permission: 'digests:approve' } },
    async (request) => {
      const name = deskName(request.params.name);
      await holdDigest(context, actorOf(request), name, request.body.reason ?? null);
      return answer(context, name);
    },
  );
}

function approveRoute(server: WebServer, context: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'Approve a frozen digest',
    description: 'With `frozenAt` only where it was not frozen again since. Repeating it changes nothing.',
    params,
    body: BodyShape({ frozenAt: Type.Optional(Type.String({ format: 'date-time' })) }),
    response: { 200: ReleaseShape, ...faults },
  };
  server.post(
    '/digests/:name/approve',
    { schema, config: { permission: 'digests:approve' } },
    async (request) => {
      const name = deskName(request.params.name);
      const { frozenAt } = request.body;
      await approveDigest(
        context,
        actorOf(request),
        name,
        frozenAt === undefined ? undefined : new Date(frozenAt),
      );
      return answer(context, name);
    },
  );
}

async function answer(context: PageContext, name: DigestName) {
  return releaseShape(await releaseReport(context, name));
}

function releaseShape(report: ReleaseReport) {
  const { name, state, digest } = report;
  const { hold, cancelledAt } = digest;
  return {
    name,
    state,
    papers: digest.papers,
    frozenAt: written(digest.frozenAt),
    releasedAt: written(digest.releasedAt),
    freezesAt: written(report.freezesAt),
    releasesAt: written(report.releasesAt),
    hold: hold === null ? null : { at: hold.heldAt.toISOString(), by: hold.heldBy, reason: hold.reason },
    approval: {
      needed: report.needsApproval,
      at: written(digest.approvedAt),
      by: digest.approvedBy,
      until: written(report.givesUpAt),
    },
    outdated: digest.isOutdated,
    cancelled: cancelledAt === null ? null : { at: cancelledAt.toISOString(), reason: digest.cancelReason },
  };
}

function written(moment: Date | null): string | null {
  return moment?.toISOString() ?? null;
}
