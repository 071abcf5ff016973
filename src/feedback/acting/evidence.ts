import { readMessageId } from '../../signing/message-id.js';
import { readReturnAddress } from '../../signing/return-path.js';

/** The keys by which a report shows that it is about a message of ours. */
export interface EvidenceKeys {
  /** The current key first. */
  readonly secretKeys: readonly string[];
  readonly messageIdKey: Buffer;
}

/** The message that a report is about, as a signature of ours names it. */
export interface MessageClaim {
  readonly kind: 'delivery' | 'notice' | 'unsubscribe';
  /** Of the digest or the notice; 0 where it does not matter. */
  readonly id: number;
  /** Null where the notice's row knows it. */
  readonly subscriberId: number | null;
  /** Whether the message went to this address; true where the claim cannot tell. */
  wasSentTo(address: string): boolean;
}

export type Proof =
  | { readonly evidence: 'return-path' | 'message-id'; readonly claim: MessageClaim }
  | { readonly evidence: 'none'; readonly claim: null };

const NONE: Proof = { evidence: 'none', claim: null };

/**
 * Looks for our signature in what a report brings: first in the addresses that it came to or that the returned
 * message was sent from, then in the Message-ID of the returned message.
 * @param addresses the most likely first
 */
export function proofOf(
  keys: EvidenceKeys,
  addresses: readonly string[],
  messageIds: readonly string[],
): Proof {
  for (const address of addresses) {
    const reading = readReturnAddress(keys.secretKeys, address);
    if (reading === null) continue;
    const { wasSentTo } = reading;
    return { evidence: 'return-path', claim: { ...reading.claim, wasSentTo } };
  }
  for (const messageId of messageIds) {
    const claim = claimOfMessage(keys.messageIdKey, messageId);
    if (claim !== null) return { evidence: 'message-id', claim };
  }
  return NONE;
}

function claimOfMessage(key: Buffer, messageId: string): MessageClaim | null {
  const name = readMessageId(key, messageId);
  if (name === null) return null;
  const wasSentTo = () => true;
  return name.kind === 'delivery'
    ? { kind: 'delivery', id: name.digestId, subscriberId: name.subscriberId, wasSentTo }
    : { kind: 'notice', id: name.noticeId, subscriberId: null, wasSentTo };
}
