import { addressKey } from '../../model/address.js';
import { readLinkToken } from '../../signing/link-token.js';
import { addressRefusal, readCarriedAddress } from '../../subscribers/carried-address.js';
import {
  type AddressChangeOutcome,
  type AddressLink,
  confirmAddressChange,
} from '../../subscribers/confirm-address-change.js';
import { findSubscriber } from '../../subscribers/operators.js';
import { requestAddressChange } from '../../subscribers/request-address-change.js';
import type { PageContext } from '../http/context.js';
import { clientHash } from '../links/client-hash.js';
import { signedClaimOf } from '../links/link-claim.js';

/**
 * Which change a link in a notice is about, and for which side it speaks.
 * @throws BroadsheetError TOKEN_INVALID or TOKEN_EXPIRED
 */
export function addressLinkOf(context: PageContext, token: string): AddressLink {
  const reading = readLinkToken(context.secretKeys, 'old-address', token, context.clock());
  const isOfOld = reading.ok || reading.fault === 'expired';
  const { subscriberId, serial } = signedClaimOf(context, isOfOld ? 'old-address' : 'new-address', token);
  return { subscriberId, serial, side: isOfOld ? 'old' : 'new' };
}

/**
 * Keeps a reader's wish for another address and wakes a worker.
 * @returns `same` where it is the reader's already, `unmailed` where the reader gets no mail
 * @throws BroadsheetError ADDRESS_INVALID
 */
export async function askForAddress(
  context: PageContext,
  subscriberId: number,
  typed: string,
): Promise<'asked' | 'same' | 'unmailed'> {
  const { database, keyring, clock, queues } = context;
  const read = await readCarriedAddress(database, typed);
  if (!read.ok) throw addressRefusal(read.fault);
  const { address } = read.parts;
  const reader = await findSubscriber(database, { id: subscriberId });
  if (reader !== null && addressKey(reader.address) === addressKey(address)) return 'same';
  const asked = await requestAddressChange(database, keyring, { subscriberId, address, now: clock() });
  if (!asked) return 'unmailed';
  await queues.processSignups();
  return 'asked';
}

/** Agrees for one side. In the built-in mailbox, mail to an address that was left belongs to nobody any more. */
export async function agreeToAddress(
  context: PageContext,
  link: AddressLink,
  { via, ip }: { readonly via: 'link' | 'api'; readonly ip: string },
): Promise<AddressChangeOutcome> {
  const { database, keyring, clock, mailbox } = context;
  const before = await findSubscriber(database, { id: link.subscriberId });
  const hash = clientHash(keyring, ip);
  const answer = await confirmAddressChange(database, { ...link, via, clientHash: hash, now: clock() });
  const after = await findSubscriber(database, { id: link.subscriberId });
  if (before !== null && after !== null && before.address !== after.address) {
    const left = addressKey(before.address);
    await mailbox?.removeFor((recipient) => addressKey(recipient) === left);
  }
  return answer;
}
