import { addressKey } from '../../model/address.js';
import { type ReturnPath, readReturnAddress } from '../../signing/return-path.js';

export interface ExpectedRecipients {
  readonly secretKeys: readonly string[];
  readonly returnPath: ReturnPath | null;
  /** Mailboxes for reports and requests that are not addressed to a return path. */
  readonly mailboxes: readonly string[];
}

/** Whether mail to an address is for this service: a signed return path of its domain, or a named mailbox. */
export function isExpectedRecipient(
  { secretKeys, returnPath, mailboxes }: ExpectedRecipients,
  address: string,
): boolean {
  const key = addressKey(address);
  if (mailboxes.some((mailbox) => addressKey(mailbox) === key)) return true;
  const isOurs = returnPath !== null && key.endsWith(`@${returnPath.domain}`);
  return isOurs && readReturnAddress(secretKeys, address) !== null;
}
