import fc from 'fast-check';
import { noTally } from '../../src/model/answer.js';
import type { Candidate } from '../../src/ranking/candidate.js';
import { listedPaper } from '../support/listed-paper.js';

const LIST_DATE = '2026-03-23';

export interface CandidateFacts extends Partial<Omit<Candidate, 'paper' | 'sightings'>> {
  /** Upvotes by hours since the list began, oldest first; by default the upvotes at eight o'clock. */
  readonly seen?: readonly (readonly [hours: number, upvotes: number, stars?: number])[];
}

/** A candidate of which only what is given matters. */
export function candidate(id: string, facts: CandidateFacts = {}): Candidate {
  const { upvotes = 0, comments = 0, stars = null, listedOn = LIST_DATE, tally = noTally } = facts;
  const seen = facts.seen ?? [[8, upvotes]];
  return {
    paper: listedPaper({ id, date: listedOn }).paper,
    upvotes,
    comments,
    stars,
    listedOn,
    tally,
    sightings: seen.map(([hours, votes, starsThen]) => {
      return { at: atHour(hours), upvotes: votes, stars: starsThen ?? null };
    }),
  };
}

export function atHour(hours: number): Date {
  return new Date(Date.parse(`${LIST_DATE}T00:00:00Z`) + hours * 3_600_000);
}

const anyCandidate = fc
  .record({
    serial: fc.nat(99_999),
    upvotes: fc.nat(2_000),
    comments: fc.nat(50),
    stars: fc.option(fc.nat(100_000)),
    first: fc.option(fc.nat(2_000)),
    listedOn: fc.constantFrom('2026-03-20', '2026-03-23'),
    tally: fc.record({ liked: fc.nat(500), disliked: fc.nat(500) }),
  })
  .map(({ serial, upvotes, first, ...facts }) =>
    candidate(`2603.${String(serial).padStart(5, '0')}`, {
      ...facts,
      upvotes,
      seen:
        first === null
          ? [[8, upvotes]]
          : [
              [1, Math.min(first, upvotes), 5],
              [8, upvotes, 9],
            ],
    }),
  );

export const anyCandidates = fc.uniqueArray(anyCandidate, {
  selector: ({ paper }) => paper.id,
  maxLength: 30,
});
