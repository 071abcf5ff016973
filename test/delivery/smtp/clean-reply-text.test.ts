import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanReplyText } from '../../../src/delivery/smtp/smtp-reply.js';

describe('the text of a reply', () => {
  it.each([
    ['Ok: queued', 'Ok: queued'],
    ['  two \r\n lines ', 'two lines'],
    ['a\0b\x1b[31mc', 'a b [31mc'],
    ['turned \u202Earound\u200B', 'turned around'],
    ['lone \uD800 surrogate', 'lone surrogate'],
    ['', null],
    ['\0\r\n', null],
  ])('%j becomes %j', (given, expected) => {
    expect(cleanReplyText(given)).toBe(expected);
  });

  it('is short, of whole characters, and safe to store', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 1200 }), (units) => {
        const clean = cleanReplyText(String.fromCharCode(...units)) ?? '';
        expect(clean.length).toBeLessThanOrEqual(500);
        expect(clean).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        expect(Buffer.from(clean, 'utf8').toString('utf8')).toBe(clean);
        expect(cleanReplyText(clean) ?? '').toBe(clean);
      }),
    );
  });

  it('does not halve a pair at its end', () => {
    expect(cleanReplyText(`${'x'.repeat(499)}😀`)).toBe('x'.repeat(499));
  });
});
