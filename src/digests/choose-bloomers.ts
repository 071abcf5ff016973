import { addDays, type CalendarDate } from '../model/calendar-date.js';
import type { DigestPaper, LateBloomer } from '../model/digest.js';
import { bloomerRules, lateBloomers } from '../ranking/late-bloomers.js';
import type { Queryable } from '../store/database.js';
import type { CurationInEffect } from '../store/digests/curations.js';
import { earlierStandings, papersAt } from '../store/digests/digest-bloomers.js';

export interface BloomerRequest {
  readonly period: CalendarDate;
  /** The last list that the digest takes no papers from. */
  readonly untilList: CalendarDate;
  readonly now: Date;
  readonly papers: readonly DigestPaper[];
  readonly curations: readonly Pick<CurationInEffect, 'paperId'>[];
}

/**
 * Papers of earlier daily digests, and those that missed them, that took off since: a few, each once for ever.
 * None where the digest itself is empty, and none that an operator decided on.
 */
export async function chooseBloomers(client: Queryable, request: BloomerRequest): Promise<LateBloomer[]> {
  const { period, untilList, now, papers, curations } = request;
  if (papers.length === 0) return [];
  const since = addDays(period, -bloomerRules.days);
  const standings = await earlierStandings(client, { kind: 'daily', period, since, untilList, knownAt: now });
  const elsewhere = new Set([
    ...papers.map(({ paper }) => paper.id),
    ...curations.map(({ paperId }) => paperId),
  ]);
  const chosen = lateBloomers(standings, (paperId) => !elsewhere.has(paperId));
  const found =
    chosen.length === 0
      ? []
      : await papersAt(
          client,
          chosen.map(({ paperId }) => paperId),
          now,
        );
  const byId = new Map(found.map((observed) => [observed.paper.id, observed]));
  return chosen.flatMap(({ paperId, before, since: from, upvotesBefore }) => {
    const observed = byId.get(paperId);
    return observed === undefined ? [] : [{ ...observed, before, since: from, upvotesBefore }];
  });
}
