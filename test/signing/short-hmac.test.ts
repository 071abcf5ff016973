import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MOST_OCTETS, openShortHmac } from '../../src/signing/short-hmac.js';

it('is HMAC-SHA-256, whatever the key and the octets', () => {
  const key = fc.uint8Array({ minLength: 0, maxLength: 130 });
  const octets = fc.oneof(
    fc.uint8Array({ maxLength: MOST_OCTETS }),
    fc.uint8Array({ minLength: MOST_OCTETS - 1, maxLength: MOST_OCTETS + 80 }),
  );
  fc.assert(
    fc.property(key, fc.array(octets, { minLength: 1, maxLength: 4 }), (secret, messages) => {
      const sign = openShortHmac(secret);
      for (const message of messages) {
        expect(sign(message).equals(createHmac('sha256', secret).update(message).digest())).toBe(true);
      }
    }),
  );
});
