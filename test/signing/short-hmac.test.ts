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
    fc.property(key, fc.array(octets, { minLength: 1, maxLength: 4 }), fc.nat(), (secret, messages, cut) => {
      const sign = openShortHmac(secret);
      const expected = (signed: Uint8Array) => createHmac('sha256', secret).update(signed).digest('binary');
      for (const message of messages) {
        const length = cut % (message.length + 1);
        expect(sign(message)).toBe(expected(message));
        expect(sign(message, length)).toBe(expected(message.subarray(0, length)));
      }
    }),
  );
});
