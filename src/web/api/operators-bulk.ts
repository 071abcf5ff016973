import Type from 'typebox';
import type { Actor } from '../../model/actor.js';
import { permitToSee } from '../../operators/permit.js';
import { type BulkAct, bulkActs } from '../../store/subscribers/bulk-readers.js';
import { BULK_WITHIN_MS, bulkNeeds, previewBulk, runBulk, shownReaders } from '../../subscribers/bulk.js';
import { eraseReader } from '../../subscribers/erase-reader.js';
import { saidReaders } from '../../subscribers/reader-searches.js';
import { forOperators } from '../api-docs.js';
import { actorOf } from '../http/actor.js';
import type { PageContext, WebServer } from '../http/context.js';
import { readerFilterProperties, searchProperty } from './reader-filter-shape.js';
import { BodyShape, ProblemShape } from './shapes.js';

const MOST_CHOSEN = 5_000;
/** So many ids as JSON. */
const MAX_BODY = MOST_CHOSEN * 18;

const Body = BodyShape({
  ...readerFilterProperties,
  ...searchProperty,
  ids: Type.Optional(
    Type.Array(Type.Integer({ minimum: 1 }), {
      ...{ minItems: 1, maxItems: MOST_CHOSEN },
      description: 'These readers, and nothing of the filter beside them.',
    }),
  ),
  everybody: Type.Boolean({
    description: 'All readers; has to be said where neither ids nor any of the filter is.',
    default: false,
  }),
  preview: Type.Boolean({ description: 'Counts and names only; nothing is done.', default: false }),
});

const Result = Type.Object({
  done: Type.Integer(),
  more: Type.Boolean({
    description:
      'Whether some are left; the same call goes on with them, under another Idempotency-Key where it has one.',
  }),
  groups: Type.Array(
    Type.Object({
      skipped: Type.Union([Type.String(), Type.Null()], {
        description: 'Why not; null: with these it is done.',
      }),
      readers: Type.Integer(),
      examples: Type.Array(Type.Object({ id: Type.Integer(), address: Type.String() }), {
        description: 'Some of them, for keys with `subscribers:read`.',
      }),
    }),
    { description: 'As it was before anything was done.' },
  ),
});

const summaries: Readonly<Record<BulkAct, string>> = {
  unsubscribe: 'Unsubscribe readers, one or many',
  resend: 'Ask readers to confirm once more, one or many',
  erase: 'Erase readers, one or many',
};

/** Acts on many; erasing has a permission of its own, so that each is a route of its own. */
export function operatorsBulk(server: WebServer, context: PageContext): void {
  const erase = (by: Actor, id: number) => eraseReader(context, id, { by });
  for (const act of bulkActs) {
    const schema = {
      ...forOperators,
      summary: summaries[act],
      description: 'In batches, for 15 seconds at most. Who is left out, and why, stands in the answer.',
      body: Body,
      response: { 200: Result, 400: ProblemShape, 401: ProblemShape },
    };
    const options = { schema, config: { permission: bulkNeeds[act] }, bodyLimit: MAX_BODY };
    server.post(`/subscribers/${act}`, options, async (request) => {
      const { ids, preview, everybody, search, ...asked } = request.body;
      const { digestTimezone } = context.config;
      const selection = await saidReaders(context, { ids, everybody, search, asked }, digestTimezone);
      const actor = actorOf(request);
      // Who looks by an address, or by a search that may have one in it, learns whether there is one.
      if (asked.find !== undefined || search !== undefined) permitToSee(actor, 'subscribers:read');
      const maySee = actor.permissions.has('subscribers:read');
      const shown = await previewBulk(context, actor, { act, selection });
      const groups = shown.groups.map((group) => ({
        ...group,
        examples: maySee ? [...group.examples] : [],
      }));
      if (preview) return { done: 0, more: false, groups };
      const until = new Date(context.clock().getTime() + BULK_WITHIN_MS);
      const result = await runBulk({ ...context, erase }, actor, act, {
        ...{ selection, until, through: shown.through },
        atMost: shownReaders(groups),
      });
      if (act === 'resend' && result.done > 0) await context.queues.sendNotices();
      return { ...result, groups };
    });
  }
}
