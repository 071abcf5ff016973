import { DAY_MS, HOUR_MS } from '../durations.js';
import { domainOf } from '../model/address.js';
import { linkLifetime } from '../signing/link-token.js';
import { type Database, inTransaction, type Queryable } from '../store/database.js';
import { countConfirmations, insertNotices, type NewNotice } from '../store/deliveries/notices.js';
import { endOldChanges } from '../store/subscribers/address-changes.js';
import { lockSignupDecisions, readHistories } from '../store/subscribers/signups.js';
import {
  claimAddressChanges,
  keepWaiting,
  type WaitingChange,
} from '../store/subscribers/waiting-changes.js';
import { decideNewAddress, decideOldAddress } from './decide-address-change.js';
import { knownFacts, type SignupLimits } from './decide-signup.js';

export interface AddressChangesContext {
  readonly now: Date;
  readonly limits: SignupLimits;
}

/** What one call reads at most; what is over a limit stays among it and is dropped after a day. */
const MOST = 2_000;

/**
 * Writes the notices to the old and the new address of each change that was asked for, as the limits allow. Any
 * number of workers may call this at once, and it may be repeated at any time.
 * @returns how many notices were written, for a worker to send
 */
export async function processAddressChanges(
  database: Database,
  context: AddressChangesContext,
): Promise<number> {
  const { now } = context;
  await endOldChanges(database, {
    waitingBefore: new Date(now.getTime() - DAY_MS),
    // A notice may have waited for a day, and its link lives from when it was sent.
    openBefore: new Date(now.getTime() - linkLifetime('new-address') - 2 * DAY_MS),
  });
  return inTransaction(database, async (client) => {
    await lockSignupDecisions(client);
    const changes = await claimAddressChanges(client, new Date(now.getTime() - DAY_MS), MOST);
    if (changes.length === 0) return 0;
    const notices = await decide(client, changes, context);
    await insertNotices(client, notices, now);
    return notices.length;
  });
}

async function decide(
  client: Queryable,
  changes: readonly WaitingChange[],
  { now, limits }: AddressChangesContext,
): Promise<readonly NewNotice[]> {
  const histories = await readHistories(client, changes, new Date(now.getTime() - DAY_MS));
  const domains = [...new Set(changes.map(({ address }) => domainOf(address)))];
  const counts = await countConfirmations(client, new Date(now.getTime() - HOUR_MS), domains);
  const byDomain = new Map(counts.byDomain);
  const asked = new Set<string>();
  const notices: NewNotice[] = [];
  const waiting = changes.map((change) => {
    const { subscriberId, serial, address, key, hash, oldAddress } = change;
    const about = { subscriberId, serial };
    const domain = domainOf(address);
    const facts = { lastNoticeAt: change.lastOldNoticeAt, notices: change.oldNotices };
    const old = change.oldWaits ? decideOldAddress(facts, limits, now) : 'ignore';
    if (old === 'confirm') notices.push({ ...about, kind: 'address-old', domain: domainOf(oldAddress) });
    const ofNew = decideNewAddress(
      {
        ...knownFacts(histories.get(key)),
        // One that another change of this batch has just asked waits, as after any mail to it.
        ...(asked.has(key) ? { lastConfirmationAt: now } : {}),
        domainConfirmations: byDomain.get(domain) ?? 0,
        overallConfirmations: counts.overall + asked.size,
        hasRoomElsewhere: true,
      },
      limits,
      now,
    );
    const decided = change.newWaits ? ofNew : 'ignore';
    if (decided === 'confirm') {
      notices.push({ ...about, kind: 'address-new', domain, recipientHash: hash });
      asked.add(key);
      byDomain.set(domain, (byDomain.get(domain) ?? 0) + 1);
    }
    return { subscriberId, old: old === 'wait', new: decided === 'wait' };
  });
  await keepWaiting(client, waiting);
  return notices;
}
