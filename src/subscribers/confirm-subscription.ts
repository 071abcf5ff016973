import { domainOf } from '../model/address.js';
import type { Subscriber } from '../model/subscriber.js';
import { type Database, inTransaction, type Queryable } from '../store/database.js';
import { insertNotices, wasAskedToConfirm } from '../store/deliveries/notices.js';
import { saveRuleSet } from '../store/editions/rule-sets.js';
import { insertConsents, originOfRequest } from '../store/subscribers/consents.js';
import { writePreferences } from '../store/subscribers/preferences.js';
import { takeRequestedPreferences } from '../store/subscribers/requested-preferences.js';
import { findSubscriberById } from '../store/subscribers/subscribers.js';
import { liftByReader } from '../store/subscribers/suppressions.js';
import { confirm } from '../store/subscribers/transitions.js';
import { completePreferences, type GivenPreferences } from './preferences.js';

export interface Confirmation {
  readonly subscriberId: number;
  /** The one that the link was made with. */
  readonly serial: number;
  readonly via: 'link' | 'api';
  /** Keyed hash of the client's address; null where none is known. */
  readonly clientHash: Buffer | null;
  readonly now: Date;
}

/**
 * - `confirmed`: the reader is active from now on.
 * - `already`: the reader was confirmed before, by this link or another.
 * - `superseded`: a newer link has been sent, and only that one is good.
 * - `gone`: there is nothing to confirm; the reader left, was erased or may not be mailed (see {@link linkStanding}).
 */
export type ConfirmationOutcome = 'confirmed' | 'already' | 'superseded' | 'gone';

/** Carries out the button behind a confirmation link; a welcome is written with it. Repeating is harmless. */
export async function confirmSubscription(
  database: Database,
  confirmation: Confirmation,
): Promise<ConfirmationOutcome> {
  const { subscriberId, serial, via, clientHash, now } = confirmation;
  return inTransaction(database, async (client) => {
    const subscriber = await confirm(client, subscriberId, serial, now);
    if (subscriber === null) return whyNot(client, subscriberId, serial);
    await liftByReader(client, subscriberId, now);
    await takeUpRequested(client, subscriberId, serial, now);
    const origin = await originOfRequest(client, subscriberId);
    await insertConsents(client, [
      { subscriberId, event: 'confirmed', via, wording: null, clientHash, at: now, origin },
    ]);
    const domain = domainOf(subscriber.address);
    await insertNotices(client, [{ kind: 'welcome', subscriberId, serial, domain }], now);
    return 'confirmed';
  });
}

/** What was chosen with the request that is confirmed, and with no other, is the reader's from now on. */
async function takeUpRequested(
  client: Queryable,
  subscriberId: number,
  serial: number,
  now: Date,
): Promise<void> {
  const requested = await takeRequestedPreferences(client, subscriberId, serial);
  if (requested === null) return;
  const { schedule, rules, language } = completePreferences(requested as GivenPreferences);
  const ruleSetId = await saveRuleSet(client, rules);
  await writePreferences(client, subscriberId, { schedule, ruleSetId, language }, now);
}

async function whyNot(client: Queryable, id: number, serial: number): Promise<ConfirmationOutcome> {
  const subscriber = await findSubscriberById(client, id);
  if (subscriber === null) return 'gone';
  if (subscriber.state === 'active' || subscriber.state === 'paused') return 'already';
  return (await newerLinkIsOut(client, subscriber, serial)) ? 'superseded' : 'gone';
}

/** Leaving raises the serial too, without a link: only a confirmation that was written supersedes. */
async function newerLinkIsOut(client: Queryable, subscriber: Subscriber, serial: number): Promise<boolean> {
  const { id, state, confirmSerial } = subscriber;
  const isListed = state === 'active' || state === 'paused';
  return !isListed && serial < confirmSerial && wasAskedToConfirm(client, id, confirmSerial);
}
