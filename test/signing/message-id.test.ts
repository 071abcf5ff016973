import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deliveryMessageId, noticeMessageId, readMessageId } from '../../src/signing/message-id.js';

const key = Buffer.alloc(32, 7);
const ids = fc.nat({ max: 2 ** 31 - 1 });

it('is a msg-id of RFC 5322 §3.6.4 and the same each time', () => {
  fc.assert(
    fc.property(ids, ids, (digestId, subscriberId) => {
      const id = deliveryMessageId(key, digestId, subscriberId, 'papers.example');
      expect(id).toMatch(/^<[A-Za-z0-9_-]{32}@papers\.example>$/);
      expect(deliveryMessageId(key, digestId, subscriberId, 'papers.example')).toBe(id);
    }),
  );
});

it('tells whose it is to who has the key', () => {
  fc.assert(
    fc.property(ids, ids, (digestId, subscriberId) => {
      const delivery = deliveryMessageId(key, digestId, subscriberId, 'papers.example');
      const notice = noticeMessageId(key, subscriberId, 'papers.example');
      expect(readMessageId(key, delivery)).toEqual({ kind: 'delivery', digestId, subscriberId });
      expect(readMessageId(key, ` ${notice.slice(1, -1)}\r\n`)).toEqual({
        kind: 'notice',
        noticeId: subscriberId,
      });
      expect(readMessageId(Buffer.alloc(32, 8), delivery)).toBeNull();
    }),
  );
});

it('is nobody’s when a bit of it is changed', () => {
  const id = deliveryMessageId(key, 3, 4, 'papers.example');
  fc.assert(
    fc.property(fc.nat({ max: 24 * 8 - 1 }), (bit) => {
      const octets = Buffer.from(id.slice(1, 33), 'base64url');
      octets.writeUInt8(octets.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(readMessageId(key, `<${octets.toString('base64url')}@papers.example>`)).toBeNull();
    }),
  );
});

it('of others is nobody’s', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^<[A-Za-z0-9_-]{32}@a>$/)), (text) => {
      expect(readMessageId(key, text)).toBeNull();
    }),
  );
});

it('differs for every digest, subscriber, notice and key', () => {
  const all = [
    deliveryMessageId(key, 1, 23, 'papers.example'),
    deliveryMessageId(key, 12, 3, 'papers.example'),
    deliveryMessageId(key, 1, 2, 'papers.example'),
    deliveryMessageId(Buffer.alloc(32, 8), 1, 2, 'papers.example'),
    noticeMessageId(key, 1, 'papers.example'),
    noticeMessageId(key, 2, 'papers.example'),
  ];
  expect(new Set(all).size).toBe(all.length);
});
