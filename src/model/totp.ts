import { createHmac, timingSafeEqual } from 'node:crypto';

/** Seconds for which one code is shown (RFC 6238 §5.2). */
const STEP_SECONDS = 30;
const DIGITS = 6;
/** Clocks of telephones are off, and typing takes a while: one step either side (RFC 6238 §5.2). */
const STEPS_ASIDE = [0, -1, 1] as const;
const CODE = /^\d{6}$/;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** 160 bits, as long as the hash of the HMAC (RFC 4226 §4, R6). */
export const TOTP_SECRET_OCTETS = 20;

/**
 * The code that an authenticator shows in one step of time (RFC 6238 §4, RFC 4226 §5.3, HMAC-SHA-1).
 * @param step whole steps of 30 seconds since 1970
 * @returns six digits
 */
export function totpCode(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const at = (mac[mac.length - 1] ?? 0) & 15;
  const number = (mac.readUInt32BE(at) & 0x7fff_ffff) % 10 ** DIGITS;
  return String(number).padStart(DIGITS, '0');
}

/**
 * Which step of time a code is of, one step either side of now. A code is good once: steps up to the newest that was
 * used are not looked at (RFC 6238 §5.2).
 * @param code as a person typed it; blanks in it do not count
 * @param newest the newest step that was used, 0 where none was
 * @returns null where the code is not of these steps
 */
export function findTotpStep(secret: Buffer, code: string, now: Date, newest: number): number | null {
  const digits = code.replace(/\s/g, '');
  if (!CODE.test(digits)) return null;
  const current = Math.floor(now.getTime() / 1000 / STEP_SECONDS);
  const steps = STEPS_ASIDE.map((aside) => current + aside).filter((step) => step > newest);
  return steps.find((step) => isSame(totpCode(secret, step), digits)) ?? null;
}

/** A secret as authenticators take it when it is typed (RFC 4648 §6, without padding). */
export function base32(octets: Buffer): string {
  const bits = [...octets].map((octet) => octet.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => BASE32[Number.parseInt(five.padEnd(5, '0'), 2)])
    .join('');
}

/**
 * The address that an authenticator reads from a QR code.
 * @param issuer the name of the site, as the authenticator lists it
 * @param account whose code it is
 */
export function totpUri(secret: Buffer, issuer: string, account: string): string {
  // A colon parts issuer and account, so neither holds one.
  const [site, person] = [issuer, account].map((text) => encodeURIComponent(text.replaceAll(':', ' ')));
  return `otpauth://totp/${site}:${person}?secret=${base32(secret)}&issuer=${site}&algorithm=SHA1&digits=${DIGITS}&period=${STEP_SECONDS}`;
}

function isSame(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
