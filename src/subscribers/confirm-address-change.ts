import { type Database, inTransaction, type Queryable } from '../store/database.js';
import {
  type AddressChange,
  type AddressSide,
  changeAddress,
  confirmSide,
  endAddressChange,
  findAddressChange,
  holdAddressChange,
} from '../store/subscribers/address-changes.js';
import { insertConsents } from '../store/subscribers/consents.js';
import { lockSignupDecisions } from '../store/subscribers/signups.js';

/** What a link in a notice stands for. */
export interface AddressLink {
  readonly subscriberId: number;
  readonly serial: number;
  /** Whose inbox the link was in. */
  readonly side: AddressSide;
}

export interface AddressConfirmation extends AddressLink {
  readonly via: 'link' | 'api';
  /** Keyed hash of the client's address; null where none is known. */
  readonly clientHash: Buffer | null;
  readonly now: Date;
}

/**
 * - `waiting`: this side agreed, the other has not yet.
 * - `changed`: both agreed, and mail goes to the new address from now on; the same when it was so already.
 * - `unavailable`: both agreed, but the new address is a subscriber's by now or may not be mailed.
 * - `superseded`: another change was asked for since.
 * - `over`: it was refused, it expired, or the reader left.
 */
export type AddressChangeOutcome = 'waiting' | 'changed' | 'unavailable' | 'superseded' | 'over';

/** Carries out the button behind a link of either notice. Repeating is harmless. */
export function confirmAddressChange(
  database: Database,
  confirmation: AddressConfirmation,
): Promise<AddressChangeOutcome> {
  const { subscriberId, serial, side, now } = confirmation;
  return inTransaction(database, async (client) => {
    // No sign-up takes the new address between the look and the move.
    await lockSignupDecisions(client);
    const change = await holdAddressChange(client, subscriberId);
    const standing = standingOf(change, serial);
    if (change === null || standing !== 'open') return standing === 'open' ? 'over' : standing;
    await confirmSide(client, subscriberId, side, now);
    const other = side === 'old' ? change.newConfirmed : change.oldConfirmed;
    return other ? move(client, change, confirmation) : 'waiting';
  });
}

/** What a link finds: the address that is asked for while the change is open, else what became of it. */
export async function readAddressChange(
  database: Queryable,
  { subscriberId, serial }: Pick<AddressLink, 'subscriberId' | 'serial'>,
): Promise<{ readonly standing: 'open' | AddressChangeOutcome; readonly newAddress: string | null }> {
  const change = await findAddressChange(database, subscriberId);
  const standing = standingOf(change, serial);
  return { standing, newAddress: standing === 'open' ? (change?.wanted?.address ?? null) : null };
}

/**
 * Ends a change at the wish of either side.
 * @returns false where it was over, or another was asked for since
 */
export function refuseAddressChange(
  database: Database,
  { subscriberId, serial }: Pick<AddressLink, 'subscriberId' | 'serial'>,
): Promise<boolean> {
  return inTransaction(database, async (client) => {
    const change = await holdAddressChange(client, subscriberId);
    if (standingOf(change, serial) !== 'open') return false;
    await endAddressChange(client, subscriberId, null);
    return true;
  });
}

function standingOf(
  change: AddressChange | null,
  serial: number,
): 'open' | 'changed' | 'superseded' | 'over' {
  if (change === null) return 'over';
  if (change.serial === serial) {
    if (change.wanted !== null) return 'open';
    return change.hasChanged ? 'changed' : 'over';
  }
  return change.wanted === null ? 'over' : 'superseded';
}

async function move(
  client: Queryable,
  { wanted }: AddressChange,
  { subscriberId, via, clientHash, now }: AddressConfirmation,
): Promise<AddressChangeOutcome> {
  const moved = wanted !== null && (await changeAddress(client, subscriberId, wanted, now));
  await endAddressChange(client, subscriberId, moved ? now : null);
  if (!moved) return 'unavailable';
  await insertConsents(client, [
    { subscriberId, event: 'address-changed', via, wording: null, clientHash, at: now },
  ]);
  return 'changed';
}
