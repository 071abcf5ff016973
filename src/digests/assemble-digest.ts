import { type DigestRemarks, type DigestWithPapers, noRemarks } from '../model/digest.js';
import { nameOfDigest } from '../model/digest-period.js';
import { type Database, inTransaction, type Queryable } from '../store/database.js';
import { insertBloomers } from '../store/digests/digest-bloomers.js';
import { draftsOf, wordsOfDrafts } from '../store/digests/digest-drafts.js';
import { insertDigestPapers } from '../store/digests/digest-papers.js';
import { findDigest } from '../store/digests/digests.js';
import { insertDigest, lockDigestKind } from '../store/digests/freeze-digest.js';
import { withdrawnSince } from '../store/digests/withdrawals.js';
import { tell } from '../store/outbox.js';
import { shippedVocabulary } from '../topics/vocabulary.js';
import { choosePapers } from './choose-papers.js';
import type { DigestRequest } from './digest-request.js';

/**
 * Freezes the digest of a period, with the papers of {@link choosePapers}. A period is frozen once; asking again gives
 * the frozen digest. Calls at the same time freeze one after the other.
 *
 * A list that was read and holds nothing gives an empty digest, at weekends at once and on other days when they
 * are over: on a day of rest nothing is mailed, what came late waits for the next list.
 * @throws BroadsheetError DIGEST_NOT_READY where no list was read or it may still begin, INPUT_INVALID for an unknown strategy
 */
export async function assembleDigest(database: Database, request: DigestRequest): Promise<DigestWithPapers> {
  return inTransaction(database, async (client) => {
    await lockDigestKind(client, request.kind);
    return (await findDigest(client, request.kind, request.period)) ?? (await freezeDigest(client, request));
  });
}

/** Freezes a digest of which there is none, in a transaction that holds the lock of its kind. @throws as {@link assembleDigest} */
export async function freezeDigest(client: Queryable, request: DigestRequest): Promise<DigestWithPapers> {
  const { kind, period, listDate, strategy, now } = request;
  const { papers, bloomers, tallies } = await choosePapers(client, request);
  const remarks = papers.length === 0 ? noRemarks : await remarksOf(client, request);
  const words = wordsOfDrafts(await draftsOf(client, request));
  const about = { kind, period, listDate, strategy, frozenAt: now, remarks, tallies };
  const digest = await insertDigest(client, { ...about, ...words });
  const written = await insertDigestPapers(
    client,
    digest,
    papers,
    request.topicsOf ?? shippedVocabulary.topicsOf,
  );
  await insertBloomers(client, digest, bloomers);
  if (kind !== 'sample') {
    const data = { digest: nameOfDigest(digest), papers: written.length };
    await tell(client, { type: 'digest.frozen', at: now, data });
  }
  return { ...digest, papers: written, bloomers };
}

async function remarksOf(client: Queryable, { kind, now, late }: DigestRequest): Promise<DigestRemarks> {
  return { ...noRemarks, ...late, withdrawn: await withdrawnSince(client, kind, now) };
}
