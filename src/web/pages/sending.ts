import Type from 'typebox';
import { createBoundedMap } from '../../bounded-map.js';
import type { Texts } from '../../i18n/texts.js';
import { MAILED_FOR_MS } from '../../model/delivery.js';
import type { Digest } from '../../model/digest.js';
import { type SendingProgress, sendingProgress } from '../../model/sending-control.js';
import type { Database } from '../../store/database.js';
import { findSendingFacts } from '../../store/deliveries/sending-progress.js';
import type { PageContext, WebServer } from '../http/context.js';
import { textsFor } from '../http/request-language.js';

/** Counting a million rows takes a while; who else asks meanwhile gets the same answer. */
const FRESH_FOR_MS = 2_000;
const MOST_KEPT = 20;

/** How far the mailing of a digest is, for anybody: counts and no more. Null where there is nothing to say. */
export type SendingReader = (digest: Digest) => Promise<SendingProgress | null>;

export function createSendingReader(database: Database, clock: () => Date): SendingReader {
  const kept = createBoundedMap<
    number,
    { readonly at: number; readonly read: Promise<SendingProgress | null> }
  >(MOST_KEPT);
  const read = async ({ id }: Digest): Promise<SendingProgress | null> => {
    const now = clock();
    const facts = await findSendingFacts(database, id, now);
    return facts === null ? null : sendingProgress(facts, now);
  };
  return async (digest) => {
    const { fannedOutAt } = digest;
    // An older digest is not counted for every visitor.
    if (fannedOutAt === null || clock().getTime() - fannedOutAt.getTime() > MAILED_FOR_MS) return null;
    const known = kept.get(digest.id);
    if (known !== undefined && performance.now() - known.at < FRESH_FOR_MS) return known.read;
    const entry = { at: performance.now(), read: read(digest) };
    kept.set(digest.id, entry);
    return entry.read;
  };
}

/** One sentence for a page; null while nothing is said of a mailing that is over or has not begun. */
export function sendingSentence({ t }: Texts, { state, counts }: SendingProgress): string | null {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const share = { sent: counts.sent, all };
  if (state === 'sending') return t('digests.sending', share);
  if (state === 'paused') return t('digests.paused', share);
  if (state === 'cancelled') return t('digests.stopped', share);
  return null;
}

/** What the page of a digest asks for while it is mailed. */
export function sendingRoute(
  server: WebServer,
  context: PageContext,
  read: SendingReader,
  find: (name: string) => Promise<Digest>,
): void {
  const schema = { params: Type.Object({ name: Type.String() }) };
  server.get('/digests/:name/sending', { schema }, async (request, reply) => {
    const progress = await read(await find(request.params.name));
    reply.header('cache-control', 'no-store').header('vary', 'Accept-Language');
    const text = progress === null ? null : sendingSentence(textsFor(context, request), progress);
    return { live: progress?.state === 'sending' || progress?.state === 'paused', text };
  });
}
