import type { Database } from '../store/database.js';
import { settleRestored } from '../store/restores.js';
import { defaultSignupLimits } from '../subscribers/decide-signup.js';
import { type DepartedAgain, departAgainFrom } from '../subscribers/depart-again.js';
import type { Keyring } from '../subscribers/keyring.js';
import { processAddressChanges } from '../subscribers/process-address-changes.js';
import { processSignups } from '../subscribers/process-signups.js';

export interface CopiedData {
  readonly database: Database;
  readonly keyring: Keyring;
  /** Where it was written down who left. */
  readonly departureFiles: readonly string[];
  /** The moment that the copy is of. */
  readonly copiedAt: Date;
}

export interface SettledCopy extends DepartedAgain {
  /** Deliveries and notices of which nobody knows whether they were mailed. */
  readonly uncertain: number;
}

/** Requests that waited in the copy were answered since: what they lead to is not mailed a second time. */
export async function decideWaiting({ database, keyring }: CopiedData, now: Date): Promise<void> {
  const limits = defaultSignupLimits;
  await processSignups(database, { keyring, now, limits });
  await processAddressChanges(database, { now, limits });
}

/** Takes an older copy for what it is while mail is held: who left since leaves, and what was due is uncertain. */
export async function settleCopy(copy: CopiedData): Promise<SettledCopy> {
  const { database, keyring, departureFiles: files, copiedAt: since } = copy;
  const departed = await departAgainFrom(database, keyring, { files, since });
  return { ...departed, uncertain: await settleRestored(database) };
}
