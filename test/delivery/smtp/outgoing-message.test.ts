import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataOf, isSevenBit, octetsOf } from '../../../src/delivery/smtp/outgoing-message.js';
import { messageBytes } from '../../../src/rendering/message-parts.js';

const ownHeaders = Buffer.from('To: reader@example.net\r\n');
const sharedHeaders = Buffer.from('Subject: invented\r\n');
const headers = { ownHeaders, sharedHeaders };

function written({ ahead, last }: ReturnType<typeof dataOf>): string {
  return [...ahead, ...last].map((piece) => piece.toString('latin1')).join('');
}

describe('a composed message', () => {
  it('is written as its own pieces, without a copy', () => {
    const body = [Buffer.from('one\r\n'), Buffer.from('two\r\n')];
    const { ahead, last } = dataOf({ ...headers, body });
    expect(ahead).toEqual([]);
    expect(last.filter(Buffer.isBuffer)).toEqual([ownHeaders, sharedHeaders, ...body]);
    for (const piece of [ownHeaders, sharedHeaders, ...body])
      expect(last.some((written) => written === piece)).toBe(true);
    expect(written({ ahead, last })).toBe(
      'To: reader@example.net\r\nSubject: invented\r\n\r\none\r\ntwo\r\n.\r\n',
    );
  });

  it('is as long as its bytes, however it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z ]{0,80}$/), { minLength: 1, maxLength: 9 }), (lines) => {
        const message = { ...headers, body: lines.map((line) => Buffer.from(`${line}\r\n`)) };
        expect(octetsOf(message)).toBe(messageBytes(message).length);
        expect(written(dataOf(message))).toBe(`${messageBytes(message).toString('latin1')}.\r\n`);
      }),
    );
  });

  it('goes in bounded pieces where it is large', () => {
    const body = Array.from({ length: 9 }, () => Buffer.from(`${'x'.repeat(70)}\r\n`.repeat(1_000)));
    const message = { ...headers, body };
    const { ahead, last } = dataOf(message);
    expect(ahead.length).toBe(2);
    for (const piece of [...ahead, ...last]) expect(piece.length).toBeLessThanOrEqual(256 * 1024);
    expect(written({ ahead, last })).toBe(`${messageBytes(message).toString('latin1')}.\r\n`);
  });

  it('needs 8BITMIME only where a header is not ASCII', () => {
    const body = [Buffer.from('one\r\n')];
    expect(isSevenBit({ ...headers, body })).toBe(true);
    expect(isSevenBit({ ...headers, ownHeaders: Buffer.from('To: jürgen@example.net\r\n'), body })).toBe(
      false,
    );
  });
});

it('takes any bytes as well, and stuffs their dots', () => {
  expect(written(dataOf(Buffer.from('a: b\r\n\r\n.dot\r\n')))).toBe('a: b\r\n\r\n..dot\r\n.\r\n');
});
