import { timingSafeEqual } from 'node:crypto';
import { openShortHmac, type ShortHmac } from './short-hmac.js';

/** What a Message-ID of ours belongs to. */
export type MessageName =
  | { readonly kind: 'delivery'; readonly digestId: number; readonly subscriberId: number }
  | { readonly kind: 'notice'; readonly noticeId: number };

/*
 * 12 octets that are a MAC over the name of the message, then the name itself, 12 octets, masked by a stream
 * that the MAC seeds (the construction of SIV, RFC 5297, with HMAC in both places). Nobody without the key can
 * read or make one, no two messages share one, and the key alone tells which message came back.
 * 24 octets are 32 characters of base64url without padding.
 */
const MAC_OCTETS = 12;
const NAME_OCTETS = 12;
const DELIVERY = 1;
const NOTICE = 2;
/** `m`, behind the MAC that the mask is made of. */
const MASK_MARK = 109;
const LOCAL = /^<?([A-Za-z0-9_-]{32})@/;

/**
 * The Message-ID of one digest to one subscriber (RFC 5322 §3.6.4), the same each time it is made, so that a
 * repeated message can be seen to be the same one. It is keyed: it tells nobody who the reader is.
 * @param domain an A-label domain of the sender
 */
export function deliveryMessageId(
  key: Buffer,
  digestId: number,
  subscriberId: number,
  domain: string,
): string {
  writing.writeUInt8(DELIVERY, MAC_OCTETS);
  writing.writeUIntBE(digestId, MAC_OCTETS + 1, 5);
  writing.writeUIntBE(subscriberId, MAC_OCTETS + 6, 6);
  return messageId(key, writing, domain);
}

/** The Message-ID of a notice; see {@link deliveryMessageId}. */
export function noticeMessageId(key: Buffer, noticeId: number, domain: string): string {
  writing.fill(0);
  writing.writeUInt8(NOTICE, MAC_OCTETS);
  writing.writeUIntBE(noticeId, MAC_OCTETS + 6, 6);
  return messageId(key, writing, domain);
}

/**
 * Reads a Message-ID that came back, with or without its angle brackets.
 * @returns null where it was not made by this service; never throws
 */
export function readMessageId(key: Buffer, text: string): MessageName | null {
  const local = LOCAL.exec(text.trim())?.[1];
  if (local === undefined) return null;
  const octets = Buffer.from(local, 'base64url');
  mask(key, octets);
  const mac = Buffer.from(macOf(key, octets), 'latin1').subarray(0, MAC_OCTETS);
  if (!timingSafeEqual(mac, octets.subarray(0, MAC_OCTETS))) return null;
  const subscriberOrNotice = octets.readUIntBE(MAC_OCTETS + 6, 6);
  if (octets[MAC_OCTETS] === NOTICE) return { kind: 'notice', noticeId: subscriberOrNotice };
  return {
    kind: 'delivery',
    digestId: octets.readUIntBE(MAC_OCTETS + 1, 5),
    subscriberId: subscriberOrNotice,
  };
}

function messageId(key: Buffer, octets: Buffer, domain: string): string {
  octets.write(macOf(key, octets), 0, MAC_OCTETS, 'latin1');
  mask(key, octets);
  return `<${octets.toString('base64url')}@${domain}>`;
}

function macOf(key: Buffer, octets: Buffer): string {
  return hmacOf(key)(octets.subarray(MAC_OCTETS));
}

/** Masks a name, or takes the mask off. A name has 12 octets and what is hashed here 13, so no two are alike. */
function mask(key: Buffer, octets: Buffer): void {
  octets.copy(hashed, 0, 0, MAC_OCTETS);
  const stream = hmacOf(key)(hashed);
  for (let at = 0; at < NAME_OCTETS; at += 1) {
    const place = MAC_OCTETS + at;
    octets[place] = (octets[place] ?? 0) ^ stream.charCodeAt(at);
  }
}

/** A name while it is written. */
const writing = Buffer.alloc(MAC_OCTETS + NAME_OCTETS);

/** What the mask is made of. */
const hashed = Buffer.alloc(MAC_OCTETS + 1, MASK_MARK);

/** Preparing a key costs as much as signing with it. */
const prepared = new WeakMap<Buffer, ShortHmac>();

function hmacOf(key: Buffer): ShortHmac {
  const known = prepared.get(key);
  if (known !== undefined) return known;
  const made = openShortHmac(key);
  prepared.set(key, made);
  return made;
}
