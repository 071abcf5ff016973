import { type DigestName, digestName } from '../model/digest-period.js';
import {
  freezeMoment,
  giveUpMoment,
  needsApproval,
  type ReleaseState,
  type ReviewSettings,
  releaseMoment,
  releaseStateOf,
} from '../model/release-state.js';
import type { Queryable } from '../store/database.js';
import { type DeskDigest, findDeskDigest } from '../store/digests/desk-digests.js';

/** Where a digest is between its list and its readers, and when it goes on. */
export interface ReleaseReport {
  readonly name: string;
  readonly state: ReleaseState;
  readonly digest: DeskDigest;
  /** When it is frozen by itself; null where it is. */
  readonly freezesAt: Date | null;
  /** When it is released by itself; null where it is, or where somebody has to do something first. */
  readonly releasesAt: Date | null;
  /** Whether somebody has to approve it. */
  readonly needsApproval: boolean;
  /** When it is cancelled unless somebody approves it; null where nothing waits for that. */
  readonly givesUpAt: Date | null;
}

/** What is said of a digest on its way, for pages, API and command line. */
export async function releaseReport(
  { database, config }: { readonly database: Queryable; readonly config: ReviewSettings },
  name: DigestName,
): Promise<ReleaseReport> {
  const digest = await findDeskDigest(database, name);
  return reportOf(name, digest, config);
}

function reportOf(name: DigestName, digest: DeskDigest, config: ReviewSettings): ReleaseReport {
  const { frozenAt } = digest;
  const state = releaseStateOf(digest, config.digestApproval);
  const goesOut = state === 'frozen' || state === 'approved';
  return {
    name: digestName(name.kind, name.period),
    state,
    digest,
    freezesAt: frozenAt === null ? freezeMoment(name, config) : null,
    releasesAt: frozenAt !== null && goesOut ? releaseMoment(name, frozenAt, config) : null,
    needsApproval: frozenAt !== null && needsApproval(digest, config.digestApproval),
    givesUpAt: frozenAt !== null && state === 'waiting' ? giveUpMoment(name, frozenAt, config) : null,
  };
}
