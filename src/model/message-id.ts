import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/** 144 bits: no two messages share one, and 24 characters of base64url without padding. */
const ID_OCTETS = 18;

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
  return messageId(key, `delivery ${digestId} ${subscriberId}`, domain);
}

/** The Message-ID of a confirmation, welcome or goodbye; see {@link deliveryMessageId}. */
export function noticeMessageId(key: Buffer, noticeId: number, domain: string): string {
  return messageId(key, `notice ${noticeId}`, domain);
}

/** Making a key object of the bytes costs as much as signing with it. */
const keyObjects = new WeakMap<Buffer, KeyObject>();

function keyObjectOf(key: Buffer): KeyObject {
  const known = keyObjects.get(key);
  if (known !== undefined) return known;
  const made = createSecretKey(key);
  keyObjects.set(key, made);
  return made;
}

function messageId(key: Buffer, name: string, domain: string): string {
  const left = createHmac('sha256', keyObjectOf(key))
    .update(name)
    .digest()
    .subarray(0, ID_OCTETS)
    .toString('base64url');
  return `<${left}@${domain}>`;
}
