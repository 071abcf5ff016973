import { BroadsheetError } from '../errors.js';
import type { Actor } from '../model/actor.js';
import type { DigestWithPapers } from '../model/digest.js';
import { type DigestName, digestName } from '../model/digest-period.js';
import { recordAct } from '../store/audit.js';
import type { Queryable } from '../store/database.js';
import { findDigestById } from '../store/digests/digests.js';
import { lockDigestKind } from '../store/digests/freeze-digest.js';
import { deleteFrozen, hasDeliveries } from '../store/digests/refreeze.js';
import { lateSources } from '../store/papers/polls.js';
import { freezeDigest } from './assemble-digest.js';
import { type DigestRules, digestRequest } from './digest-request.js';
import { actOnDigest, type DeskContext, decide } from './release-desk.js';
import { frozenOf, refuseCancelled, refuseReleased } from './release-refusals.js';

export interface FreezeAgainContext extends DeskContext {
  readonly config: DeskContext['config'] & DigestRules;
}

/**
 * Freezes a digest once more, out of what is known and decided by now, while nothing of it has left. It is another
 * digest then: an approval is gone with the former one, whose papers the audit keeps. A hold stays.
 * @throws BroadsheetError FORBIDDEN, DIGEST_NOT_FOUND where it is not frozen, DIGEST_RELEASED also where a reader was sent
 *   it by hand, DIGEST_CANCELLED, DIGEST_NOT_READY
 */
export async function freezeAgain(
  context: FreezeAgainContext,
  actor: Actor,
  name: DigestName,
): Promise<DigestWithPapers> {
  const again = await decide(context, actor, name, async (client, digest) => {
    // As wherever it is frozen: a decision on a paper either counts or comes too late.
    await lockDigestKind(client, name.kind);
    const { id } = frozenOf(name, digest);
    refuseCancelled(name, digest);
    refuseReleased(name, digest);
    if (await hasDeliveries(client, id)) throw wasSent(name);
    const former = await findDigestById(client, id);
    if (former === null) throw new Error('the digest was there in this transaction');
    await deleteFrozen(client, id);
    const made = await freezeDigest(client, await requestFor(context, client, former, name));
    await recordAct(
      client,
      actor,
      actOnDigest('digest.freeze-again', name, factsOf(former, digest.approvedBy)),
    );
    return made;
  });
  context.log.info({ ...name, digest: again.id, papers: again.papers.length }, 'digest-frozen-again');
  return again;
}

/** Asks as for the former freezing; a source that was late then may have answered since. */
async function requestFor(
  { config, clock }: FreezeAgainContext,
  client: Queryable,
  { listDate, remarks }: DigestWithPapers,
  name: DigestName,
) {
  const { lateSources: late, sources } = remarks;
  return {
    ...digestRequest(name, config, clock()),
    listDate,
    late: { lateSources: await lateSources(client, late, listDate), sources },
  };
}

/** The list as it was, so that it can be told what readers would have had. */
function factsOf({ frozenAt, papers, bloomers }: DigestWithPapers, approvedBy: string | null) {
  return {
    frozenAt: frozenAt.toISOString(),
    approvedBy,
    papers: papers.map(({ paper }) => paper.id),
    bloomers: bloomers.map(({ paper }) => paper.id),
  };
}

function wasSent({ kind, period }: DigestName): BroadsheetError {
  const name = digestName(kind, period);
  const message = `${name} was sent to a reader by hand, so it stays as it is.`;
  return new BroadsheetError('DIGEST_RELEASED', message);
}
