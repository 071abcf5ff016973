import { timingSafeEqual } from 'node:crypto';
import { DAY_MS, MINUTE_MS } from '../durations.js';
import { openDerivedHmac } from './derived-hmac.js';
import type { ShortHmac } from './short-hmac.js';

export type LinkPurpose =
  | 'confirm'
  | 'unsubscribe'
  | 'resume'
  | 'old-address'
  | 'new-address'
  | 'digest'
  | 'answer'
  | 'feed'
  | 'data'
  | 'preferences';

export interface LinkClaim {
  readonly purpose: LinkPurpose;
  /** 0 to 2^40 - 1. */
  readonly subscriberId: number;
  /** 0 to 255; how often the subscriber had moved to another address when the link was made. */
  readonly addressVersion: number;
  /** 0 to 2^32 - 1; which request of the subscriber the link answers, or which digest it is about; 0 where none. */
  readonly serial: number;
  /** Kept in whole seconds. */
  readonly issuedAt: Date;
}

/** Whose link it is, at which of their addresses. */
export type LinkedSubscriber = Pick<LinkClaim, 'subscriberId' | 'addressVersion'>;

/** A link of somebody who never moved has no address version to say. */
export type NewLink = Omit<LinkClaim, 'addressVersion'> & Partial<Pick<LinkClaim, 'addressVersion'>>;

export type LinkReading =
  | { readonly ok: true; readonly claim: LinkClaim }
  | { readonly ok: false; readonly fault: 'invalid' | 'expired' };

/**
 * RFC 8058 links must outlive the mail they stand in, so unsubscribing never expires. A private feed is read for
 * as long as its address is not changed; a link to all that is held of somebody is mailed
 * when it is asked for, for at once: mails are forwarded.
 */
const LIFETIMES: Readonly<Record<LinkPurpose, number>> = {
  confirm: 7 * DAY_MS,
  resume: DAY_MS,
  'old-address': 7 * DAY_MS,
  'new-address': 7 * DAY_MS,
  digest: 30 * DAY_MS,
  answer: 400 * DAY_MS,
  feed: Number.POSITIVE_INFINITY,
  data: 30 * MINUTE_MS,
  preferences: 400 * DAY_MS,
  unsubscribe: Number.POSITIVE_INFINITY,
};

/** How long a link works, in milliseconds. */
export function linkLifetime(purpose: LinkPurpose): number {
  return LIFETIMES[purpose];
}

/*
 * 1 octet address version, 5 subscriber, 4 serial, 4 seconds since 1970, then the MAC. 30 octets fill 40 characters of base64url
 * without a spare bit, so no character of them can be changed unseen. Programs that make links of plain text leave out a
 * hyphen or underscore at the end, so there a 0 follows; without it the token is the same.
 */
const CLAIM_OCTETS = 14;
const MAC_OCTETS = 16;
const SPELLING = /^([A-Za-z0-9_-]{40})(?:(?<=[-_])0)?$/;
const INVALID: LinkReading = { ok: false, fault: 'invalid' };

/**
 * Makes the opaque text that stands at the end of a link: it names a subscriber by id only, and is good for
 * one purpose because each purpose signs with a key of its own (HKDF, RFC 5869).
 * @param keys the current secret key first; it signs
 */
export function makeLinkToken(keys: readonly string[], claim: NewLink): string {
  const [current] = keys;
  if (current === undefined) throw new RangeError('a link needs a secret key to sign with');
  writing.writeUInt8(claim.addressVersion ?? 0, 0);
  writing.writeUIntBE(claim.subscriberId, 1, 5);
  writing.writeUInt32BE(claim.serial, 6);
  writing.writeUInt32BE(Math.floor(claim.issuedAt.getTime() / 1000), 10);
  const mac = signers[claim.purpose](current)(writing, CLAIM_OCTETS);
  writing.write(mac, CLAIM_OCTETS, MAC_OCTETS, 'latin1');
  const text = writing.toString('base64url');
  return text.endsWith('-') || text.endsWith('_') ? `${text}0` : text;
}

/** A token while it is made: a digest makes several for each reader, one after the other. */
const writing = Buffer.alloc(CLAIM_OCTETS + MAC_OCTETS);

/**
 * Reads a token back. Whatever the text is, it answers and never throws; the MACs are compared in constant
 * time, and every key of the list is tried, so links signed before a rotation go on working.
 */
export function readLinkToken(
  keys: readonly string[],
  purpose: LinkPurpose,
  token: string,
  now: Date,
): LinkReading {
  const spelling = SPELLING.exec(token)?.[1];
  if (spelling === undefined) return INVALID;
  const octets = Buffer.from(spelling, 'base64url');
  const mac = octets.subarray(CLAIM_OCTETS);
  const signed = keys.some((key) =>
    timingSafeEqual(
      Buffer.from(signers[purpose](key)(octets, CLAIM_OCTETS), 'latin1').subarray(0, MAC_OCTETS),
      mac,
    ),
  );
  if (!signed) return INVALID;
  const issuedAt = new Date(octets.readUInt32BE(10) * 1000);
  if (now.getTime() - issuedAt.getTime() > LIFETIMES[purpose]) return { ok: false, fault: 'expired' };
  return {
    ok: true,
    claim: {
      purpose,
      subscriberId: octets.readUIntBE(1, 5),
      addressVersion: octets.readUInt8(0),
      serial: octets.readUInt32BE(6),
      issuedAt,
    },
  };
}

/** Each purpose signs with a key of its own. */
const signers: Readonly<Record<LinkPurpose, (secret: string) => ShortHmac>> = {
  confirm: signerFor('confirm'),
  unsubscribe: signerFor('unsubscribe'),
  resume: signerFor('resume'),
  'old-address': signerFor('old-address'),
  'new-address': signerFor('new-address'),
  digest: signerFor('digest'),
  answer: signerFor('answer'),
  feed: signerFor('feed'),
  data: signerFor('data'),
  preferences: signerFor('preferences'),
};

function signerFor(purpose: LinkPurpose): (secret: string) => ShortHmac {
  return openDerivedHmac(`broadsheet link v1 ${purpose}`);
}
