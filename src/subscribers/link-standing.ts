import type { Database } from '../store/database.js';
import { type LinkFacts, readLinkFacts } from '../store/subscribers/link-standing.js';

/**
 * What is true of the subscription behind a link to confirm or to come back.
 * - `open`: the link does what it is for.
 * - `done`: the reader is on the list: the link did so, or need not.
 * - `superseded`: a newer link has been mailed, and only that one is good.
 * - `left`, `bounced`, `complained`: why no mail comes, and since when; asking again is the way back.
 * - `stopped`: an operator decided so.
 * - `unknown`: there is nobody behind the link: erased since, or never confirmed in time.
 */
export type LinkStanding =
  | { readonly kind: 'open' | 'done' | 'superseded' | 'unknown' }
  | { readonly kind: 'left' | 'bounced' | 'complained' | 'stopped'; readonly at: Date };

/**
 * Changes nothing.
 * @param serial of the request to confirm that the link is about; null where it is about none
 */
export async function linkStanding(
  database: Database,
  id: number,
  serial: number | null,
): Promise<LinkStanding> {
  const facts = await readLinkFacts(database, id, serial ?? NO_SERIAL);
  return facts === null ? { kind: 'unknown' } : standingOf(facts, serial);
}

/** Requests begin with 1. */
const NO_SERIAL = 0;

/** The same as `confirm` of `store/subscribers/transitions.ts` decides, told apart. */
function standingOf(facts: LinkFacts, serial: number | null): LinkStanding {
  const { state, stateChangedAt, suppression, suppressedAt, askedAt } = facts;
  if (state === 'active' || state === 'paused') return { kind: 'done' };
  if (suppression === 'operator') return { kind: 'stopped', at: suppressedAt ?? stateChangedAt };
  if (serial !== null && serial < facts.confirmSerial && facts.newestIsAsked) return { kind: 'superseded' };
  const isAskedSince = (moment: Date) => askedAt !== null && askedAt >= moment;
  if (serial !== facts.confirmSerial) {
    if (state === 'unsubscribed') return { kind: 'left', at: stateChangedAt };
    if (state === 'complained') return { kind: 'complained', at: stateChangedAt };
  }
  if (state === 'bounced' || state === 'complained') {
    if (!isAskedSince(stateChangedAt)) return { kind: state, at: stateChangedAt };
  }
  if ((suppression === 'bounced' || suppression === 'complained') && suppressedAt !== null) {
    if (!isAskedSince(suppressedAt)) return { kind: suppression, at: suppressedAt };
  }
  // Serials that were never mailed belong to no link of ours.
  return serial === null || serial === facts.confirmSerial ? { kind: 'open' } : { kind: 'unknown' };
}
