import { BroadsheetError } from '../errors.js';
import type { Database } from '../store/database.js';
import type { StandingCuration } from '../store/digests/curations.js';
import { type ChosenPapers, choosePapers, curationsOf } from './choose-papers.js';
import type { DigestRequest } from './digest-request.js';

/** A digest as it would be if it froze now. */
export interface DraftDigest extends Omit<ChosenPapers, 'tallies'> {
  /** False where no list of it was read yet, or its list has not begun. */
  readonly isListed: boolean;
  /** What operators decided for it. */
  readonly curations: readonly StandingCuration[];
}

/** What a digest would hold if it froze at this moment, by the code that freezes it. Nothing is written. */
export async function draftDigest(database: Database, request: DigestRequest): Promise<DraftDigest> {
  const curations = await curationsOf(database, request);
  try {
    const { papers, bloomers, hidden } = await choosePapers(database, request);
    return { papers, bloomers, hidden, curations, isListed: true };
  } catch (error) {
    if (!(error instanceof BroadsheetError) || error.code !== 'DIGEST_NOT_READY') throw error;
    return { papers: [], bloomers: [], hidden: [], curations, isListed: false };
  }
}
