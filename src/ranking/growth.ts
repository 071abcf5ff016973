import { DAY_MS, HOUR_MS } from '../durations.js';
import type { Candidate, Sighting } from './candidate.js';
import { startOfList } from './list-start.js';

/** Two sightings that are closer tell little of a rate: one vote more would look like a rush. */
const SHORTEST_SPAN_MS = 3 * HOUR_MS;
/** Nothing is divided by less; a list is rarely seen within its first hour. */
const SHORTEST_LISTED_MS = HOUR_MS;

/**
 * Upvotes a day at the last sighting, over the day before it. A paper that was seen only once, or only within
 * a few hours, has had its votes since its list began: lists start at midnight UTC with papers nobody has
 * voted for. Never negative.
 */
export function upvotesPerDay({ sightings, listedOn, upvotes }: Candidate): number {
  const last = sightings.at(-1);
  if (last === undefined) return 0;
  const before = sightingBefore(last, sightings);
  if (before !== null) return perDay(last.upvotes - before.upvotes, spanOf(before, last));
  return perDay(upvotes, Math.max(SHORTEST_LISTED_MS, last.at.getTime() - startOfList(listedOn)));
}

/** Stars a day at the last sighting; null where they are not known at two moments. Never negative. */
export function starsPerDay({ sightings }: Candidate): number | null {
  const starred = sightings.filter(({ stars }) => stars !== null);
  const last = starred.at(-1);
  const before = last === undefined ? null : sightingBefore(last, starred);
  if (last === undefined || before === null) return null;
  return perDay((last.stars ?? 0) - (before.stars ?? 0), spanOf(before, last));
}

/** The oldest of the day before `last`, if that is long enough ago. */
function sightingBefore(last: Sighting, sightings: readonly Sighting[]): Sighting | null {
  const oldest = sightings.find((sighting) => spanOf(sighting, last) <= DAY_MS);
  return oldest === undefined || spanOf(oldest, last) < SHORTEST_SPAN_MS ? null : oldest;
}

function spanOf(from: Sighting, to: Sighting): number {
  return to.at.getTime() - from.at.getTime();
}

function perDay(gain: number, spanMs: number): number {
  return Math.max(0, (gain * DAY_MS) / spanMs);
}
