import { readLinkToken } from '../../signing/link-token.js';
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
  | {
      readonly evidence: 'return-path' | 'unsubscribe-token' | 'message-id';
      readonly claim: MessageClaim;
    }
  | { readonly evidence: 'feedback-loop'; readonly claim: MessageClaim | null }
  | { readonly evidence: 'none'; readonly claim: null };

/** What a report brings of the message that it is about. */
export interface Exhibits {
  /** Addresses that it came to, or that the returned message was sent from; the most likely first. */
  readonly addresses: readonly string[];
  readonly messageIds: readonly string[];
  /** List-Unsubscribe of the returned message, as it stands there. */
  readonly listUnsubscribe: readonly string[];
  /** It comes, authenticated, from a feedback loop that the operator named. */
  readonly isFromLoop: boolean;
}

const NONE: Proof = { evidence: 'none', claim: null };

/**
 * Looks for our signature in what a report brings: in the addresses, then in the List-Unsubscribe that came back, then
 * in the Message-ID, which is the weakest: it stands in every reply and forward, and is enough only for a feedback
 * loop that has authenticated itself.
 */
export function proofOf(keys: EvidenceKeys, exhibits: Exhibits): Proof {
  const { addresses, messageIds, listUnsubscribe, isFromLoop } = exhibits;
  for (const address of addresses) {
    const reading = readReturnAddress(keys.secretKeys, address);
    if (reading === null) continue;
    const { wasSentTo } = reading;
    return { evidence: 'return-path', claim: { ...reading.claim, wasSentTo } };
  }
  const unsubscribe = claimOfUnsubscribe(keys, listUnsubscribe.join(' '));
  if (unsubscribe !== null) return { evidence: 'unsubscribe-token', claim: unsubscribe };
  const claim = messageIds.map((id) => claimOfMessage(keys.messageIdKey, id)).find((some) => some !== null);
  if (isFromLoop) return { evidence: 'feedback-loop', claim: claim ?? null };
  return claim === undefined ? NONE : { evidence: 'message-id', claim };
}

/** A header names two URIs at most; more are not worth a MAC. */
const MOST_TOKENS = 4;
const LINK_TOKEN = /(?<![A-Za-z0-9_-])(?:[A-Za-z0-9_-]{39}(?:[A-Za-z0-9]|[-_]0?))(?![A-Za-z0-9_-])/g;

/** Links and addresses of List-Unsubscribe are signed for the reader; no other header of ours has both. */
function claimOfUnsubscribe({ secretKeys }: EvidenceKeys, header: string): MessageClaim | null {
  const reading = readReturnAddress(secretKeys, header.slice(0, 1_000));
  if (reading !== null) return { ...reading.claim, kind: 'delivery', wasSentTo: reading.wasSentTo };
  // Such links never expire, so the moment does not matter.
  const now = new Date(0);
  for (const [token] of [...header.matchAll(LINK_TOKEN)].slice(0, MOST_TOKENS)) {
    const link = readLinkToken(secretKeys, 'unsubscribe', token, now);
    if (!link.ok) continue;
    const { serial: id, subscriberId } = link.claim;
    return { kind: 'delivery', id, subscriberId, wasSentTo: () => true };
  }
  return null;
}

function claimOfMessage(key: Buffer, messageId: string): MessageClaim | null {
  const name = readMessageId(key, messageId);
  if (name === null) return null;
  const wasSentTo = () => true;
  return name.kind === 'delivery'
    ? { kind: 'delivery', id: name.digestId, subscriberId: name.subscriberId, wasSentTo }
    : { kind: 'notice', id: name.noticeId, subscriberId: null, wasSentTo };
}
