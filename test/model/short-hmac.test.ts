import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MOST_OCTETS, openShortHmac } from '../../src/model/short-hmac.js';

it('is HMAC-SHA-256, whatever the key and the octets', () => {
  const key = fc.uint8Array({ minLength: 0, maxLength: 130 });
  const octets = fc.uint8Array({ maxLength: MOST_OCTETS });
  fc.assert(
    fc.property(key, fc.array(octets, { minLength: 1, maxLength: 4 }), (secret, messages) => {
      const sign = openShortHmac(secret);
      for (const message of messages) {
        expect(sign(message).equals(createHmac('sha256', secret).update(message).digest())).toBe(true);
      }
    }),
  );
});

it('takes no more than it has room for', () => {
  expect(() => openShortHmac(Buffer.from('key'))(Buffer.alloc(MOST_OCTETS + 1))).toThrow(RangeError);
});
