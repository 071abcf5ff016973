import { BroadsheetError } from '../errors.js';
import {
  countsByRelay,
  type RelayCounts,
  type ReplyCount,
  repliesOfTrouble,
} from '../model/mailing-breakdown.js';
import type { SendingFacts } from '../model/sending-control.js';
import type { Queryable } from '../store/database.js';
import {
  type DomainCounts,
  deliveriesByDomain,
  deliveryGroups,
} from '../store/deliveries/mailing-breakdown.js';
import { findSendingFacts } from '../store/deliveries/sending-progress.js';

/** How the mailing of a digest goes, counted from its rows; no person is in it. */
export interface MailingCounts {
  readonly facts: SendingFacts;
  readonly relays: readonly RelayCounts[];
  readonly replies: readonly ReplyCount[];
}

/** So many recipient domains are told apart, those with most readers. */
const MOST_DOMAINS = 20;
const MOST_REPLIES = 50;

/** @throws BroadsheetError DIGEST_NOT_FOUND */
export async function readMailing(database: Queryable, digestId: number, now: Date): Promise<MailingCounts> {
  const facts = await findSendingFacts(database, digestId, now);
  if (facts === null) throw new BroadsheetError('DIGEST_NOT_FOUND', 'There is no such digest.');
  const groups = await deliveryGroups(database, digestId);
  return { facts, relays: countsByRelay(groups), replies: repliesOfTrouble(groups, MOST_REPLIES) };
}

/** The same by recipient domain, which looks at each reader too. */
export function readMailingDomains(database: Queryable, digestId: number): Promise<DomainCounts[]> {
  return deliveriesByDomain(database, digestId, MOST_DOMAINS);
}
