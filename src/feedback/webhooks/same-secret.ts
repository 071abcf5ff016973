import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { BroadsheetError } from '../../errors.js';

/** Whether a text is one of the secrets; the time it takes tells neither length nor position of a difference. */
export function isOneOf(secrets: readonly string[], given: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const wanted = digest(given);
  return secrets.map((secret) => timingSafeEqual(digest(secret), wanted)).includes(true);
}

/** Whether a signature in hex is the HMAC-SHA256 of a text under one of the keys. */
export function isHmacOf(keys: readonly string[], signature: string, ...parts: (string | Buffer)[]): boolean {
  const macs = keys.map((key) => {
    const mac = createHmac('sha256', key);
    for (const part of parts) mac.update(part);
    return mac.digest('hex');
  });
  return isOneOf(macs, signature.toLowerCase());
}

/** The password of `Authorization: Basic` (RFC 7617); empty where there is none. */
export function basicPassword(authorization: string | undefined): string {
  const [, encoded = ''] = /^Basic +([A-Za-z0-9+/=_-]{1,1000})$/i.exec(authorization ?? '') ?? [];
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  return pair.slice(pair.indexOf(':') + 1);
}

/** The one answer to what is not proven, so that it tells nothing about why. */
export function refused(why: string): BroadsheetError {
  return new BroadsheetError('WEBHOOK_REFUSED', 'The request is not proven to come from the provider.', {
    details: { why },
  });
}
