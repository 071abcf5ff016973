import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deliveryMessageId, noticeMessageId } from '../../src/model/message-id.js';

const key = Buffer.alloc(32, 7);

it('is a msg-id of RFC 5322 §3.6.4 and the same each time', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (digestId, subscriberId) => {
      const id = deliveryMessageId(key, digestId, subscriberId, 'papers.example');
      expect(id).toMatch(/^<[A-Za-z0-9_-]{24}@papers\.example>$/);
      expect(deliveryMessageId(key, digestId, subscriberId, 'papers.example')).toBe(id);
    }),
  );
});

it('differs for every digest, subscriber, notice and key', () => {
  const ids = [
    deliveryMessageId(key, 1, 23, 'papers.example'),
    deliveryMessageId(key, 12, 3, 'papers.example'),
    deliveryMessageId(key, 1, 2, 'papers.example'),
    deliveryMessageId(Buffer.alloc(32, 8), 1, 2, 'papers.example'),
    noticeMessageId(key, 1, 'papers.example'),
    noticeMessageId(key, 2, 'papers.example'),
  ];
  expect(new Set(ids).size).toBe(ids.length);
});
