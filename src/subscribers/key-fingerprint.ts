import { hkdfSync } from 'node:crypto';

const OCTETS = 8;

/** Tells one SECRET_KEY from another: 16 hexadecimal digits, from which neither it nor what it wraps can be found. */
export function keyFingerprint(secret: string): string {
  return Buffer.from(hkdfSync('sha256', secret, '', 'broadsheet key fingerprint v1', OCTETS)).toString('hex');
}
