/** A paper of an earlier day: the upvotes that it had then, and those that it has now. */
export interface Standing {
  readonly paperId: string;
  /** Papers with the same one were seen together then: those of one digest, or of one list. */
  readonly cohort: string;
  readonly upvotesBefore: number;
  readonly upvotes: number;
}

/**
 * When a paper took off. Recorded lists, seen at about eight in the morning and after three days or more: the
 * upvotes of half of the papers grow to 1.6 times (with `fewUpvotes` added to both), of a tenth to three times,
 * of fewer than a fortieth to five times. With these numbers about every second day has one, and none has more than two;
 * docs/decisions/0022-late-bloomers.md has the others that were looked at.
 */
export const bloomerRules = {
  /** Looked for this many days back: lists are read for two weeks. */
  days: 16,
  /** Added to upvotes, so that few of them are not a rush. */
  fewUpvotes: 3,
  /** It grew by at least so many times what the papers beside it grew by, at the median. */
  overPeers: 2,
  /** Fewer upvotes are no take-off, however few it had. */
  leastUpvotes: 20,
  /** Now among so many first of its cohort, and then not. */
  top: 3,
  /** The block is short. */
  most: 3,
} as const;

/**
 * Papers that took off since their day, by how much more they grew than those beside them; equal ones by
 * upvotes, then by id.
 * @param isFree false for papers that are only looked at beside the others
 */
export function lateBloomers<S extends Standing>(
  standings: readonly S[],
  isFree: (paperId: string) => boolean = () => true,
): S[] {
  const cohorts = new Map<string, S[]>();
  for (const standing of standings) {
    const cohort = cohorts.get(standing.cohort);
    if (cohort === undefined) cohorts.set(standing.cohort, [standing]);
    else cohort.push(standing);
  }
  return [...cohorts.values()]
    .flatMap((cohort) => bloomersOf(cohort))
    .filter(({ standing }) => isFree(standing.paperId))
    .sort(
      (a, b) =>
        b.overPeers - a.overPeers ||
        b.standing.upvotes - a.standing.upvotes ||
        (a.standing.paperId < b.standing.paperId ? -1 : 1),
    )
    .slice(0, bloomerRules.most)
    .map(({ standing }) => standing);
}

function bloomersOf<S extends Standing>(cohort: readonly S[]): { standing: S; overPeers: number }[] {
  const usual = median(cohort.map(growth));
  return cohort
    .map((standing) => ({ standing, overPeers: growth(standing) / usual }))
    .filter(
      ({ standing, overPeers }) =>
        overPeers >= bloomerRules.overPeers &&
        standing.upvotes >= bloomerRules.leastUpvotes &&
        isAmongFirst(standing, cohort, ({ upvotes }) => upvotes) &&
        !isAmongFirst(standing, cohort, ({ upvotesBefore }) => upvotesBefore),
    );
}

function growth({ upvotes, upvotesBefore }: Standing): number {
  return (upvotes + bloomerRules.fewUpvotes) / (upvotesBefore + bloomerRules.fewUpvotes);
}

function isAmongFirst(
  standing: Standing,
  cohort: readonly Standing[],
  count: (standing: Standing) => number,
): boolean {
  return cohort.filter((other) => count(other) > count(standing)).length < bloomerRules.top;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}
