import { timingSafeEqual } from 'node:crypto';
import { addressKey } from '../model/address.js';
import { openDerivedHmac } from './derived-hmac.js';
import type { ShortHmac } from './short-hmac.js';

/** What a signed address of ours stands for. */
export type ReturnPathKind = 'delivery' | 'notice' | 'unsubscribe';

export interface ReturnPathClaim {
  /**
   * `delivery` and `notice` are envelope senders, to which a message comes back; `unsubscribe` stands in
   * List-Unsubscribe, and a message to it takes its reader off the list.
   */
  readonly kind: ReturnPathKind;
  /** Of the digest or of the notice; 0 to 2^32 - 1. */
  readonly id: number;
  /** 0 to 2^40 - 1. */
  readonly subscriberId: number;
}

export interface ReturnPathReading {
  readonly claim: ReturnPathClaim;
  /** Whether the message went to this address, in any case of it: a subscriber may have another one by now. */
  wasSentTo(address: string): boolean;
}

/** Where messages come back to: `prefix` + token + `@` + `domain`. */
export interface ReturnPath {
  /** Such as `bounces+`, for a mailbox that takes everything behind its plus; empty for a domain of its own. */
  readonly prefix: string;
  readonly domain: string;
}

/*
 * 1 octet kind, 4 digest or notice, 5 subscriber, 4 tag of the address, then 11 of the MAC over all of it.
 * 25 octets fill 40 characters of base32 (RFC 4648 §6) without a spare bit. Lower case and digits survive
 * servers that fold the case of a local part, and 40 octets leave room for a prefix and for what others put
 * around it (`prvs=`, SRS) within the 64 of RFC 5321 §4.5.3.1.1.
 */
const TAG_AT = 10;
const MAC_AT = 14;
const OCTETS = 25;
const MOST_TEXT = 1_000;
/** A local part has room for one token; what is longer holds no more that is worth a MAC. */
const MOST_CANDIDATES = 4;

/** The token wherever it stands by itself: behind a prefix, and behind the wrappings of BATV, SRS and others. */
const TOKEN = /(?<![a-z0-9])[a-z2-7]{40}(?![a-z0-9])/g;

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const KINDS: readonly ReturnPathKind[] = ['delivery', 'notice', 'unsubscribe'];

/**
 * The address that one message comes back to: it names the delivery, and nobody can make it who has not got
 * the message (VERP with a MAC). It is the same each time it is made, so a retry keeps its envelope.
 * @param keys the current secret key first; it signs
 * @param address whom the message goes to
 */
export function makeReturnAddress(
  keys: readonly string[],
  { prefix, domain }: ReturnPath,
  claim: ReturnPathClaim,
  address: string,
): string {
  const [current] = keys;
  if (current === undefined) throw new RangeError('a return path needs a secret key to sign with');
  const sign = signingKey(current);
  const token = Buffer.allocUnsafe(OCTETS);
  token.writeUInt8(KINDS.indexOf(claim.kind), 0);
  token.writeUInt32BE(claim.id, 1);
  token.writeUIntBE(claim.subscriberId, 5, 5);
  token.write(tagOf(sign, address), TAG_AT, MAC_AT - TAG_AT, 'latin1');
  token.write(sign(token, MAC_AT), MAC_AT, OCTETS - MAC_AT, 'latin1');
  return `${prefix}${base32(token)}@${domain}`;
}

/**
 * Reads an address that something was sent to. Whatever stands around the token is passed over, in any case:
 * `prvs=` (BATV), `SRS0=` and `SRS1=` among it; the MAC alone decides, under every key of the list.
 * @returns null where no part of the text was made by this service; never throws
 */
export function readReturnAddress(keys: readonly string[], text: string): ReturnPathReading | null {
  if (text.length > MOST_TEXT) return null;
  const candidates = text.toLowerCase().match(TOKEN) ?? [];
  for (const candidate of candidates.slice(0, MOST_CANDIDATES)) {
    const token = fromBase32(candidate);
    for (const secret of keys) {
      const reading = readToken(signingKey(secret), token);
      if (reading !== null) return reading;
    }
  }
  return null;
}

function readToken(sign: ShortHmac, token: Buffer): ReturnPathReading | null {
  if (!isBeginning(sign(token, MAC_AT), token.subarray(MAC_AT))) return null;
  const kind = KINDS[token.readUInt8(0)];
  if (kind === undefined) return null;
  const tag = token.subarray(TAG_AT, MAC_AT);
  return {
    claim: { kind, id: token.readUInt32BE(1), subscriberId: token.readUIntBE(5, 5) },
    wasSentTo: (address) => isBeginning(tagOf(sign, address), tag),
  };
}

/** What is hashed begins with a letter here and with a kind there, so no two are alike. */
function tagOf(sign: ShortHmac, address: string): string {
  return sign(Buffer.from(`address ${addressKey(address)}`));
}

/** In constant time for those of one length. */
function isBeginning(mac: string, octets: Buffer): boolean {
  return timingSafeEqual(Buffer.from(mac, 'latin1').subarray(0, octets.length), octets);
}

const signingKey = openDerivedHmac('broadsheet return path v1');

/** Whole groups of 5 octets only. */
function base32(octets: Buffer): string {
  let text = '';
  for (let at = 0; at < octets.length; at += 5) {
    // 40 bits are more than a shift can hold.
    const high = octets.readUInt32BE(at);
    const low = octets.readUInt8(at + 4);
    text +=
      character(high >>> 27) +
      character(high >>> 22) +
      character(high >>> 17) +
      character(high >>> 12) +
      character(high >>> 7) +
      character(high >>> 2) +
      character((high << 3) | (low >>> 5)) +
      character(low);
  }
  return text;
}

function character(bits: number): string {
  return ALPHABET.charAt(bits & 31);
}

/** What {@link base32} wrote. */
function fromBase32(text: string): Buffer {
  const octets = Buffer.alloc((text.length * 5) / 8);
  let bits = 0;
  let count = 0;
  let at = 0;
  for (const letter of text) {
    bits = ((bits << 5) | ALPHABET.indexOf(letter)) & 0xfff;
    count += 5;
    if (count < 8) continue;
    count -= 8;
    octets.writeUInt8((bits >>> count) & 0xff, at);
    at += 1;
  }
  return octets;
}
