import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dataStart, endOfData, tailAfter } from '../../bench/sink/end-of-data.js';

/** Reads a stream chunk by chunk, as a connection does; how many octets were before the end, or -1. */
function endInChunks(chunks: readonly Buffer[]): number {
  let tail = dataStart;
  let read = 0;
  for (const chunk of chunks) {
    const end = endOfData(tail, chunk, 0);
    if (end !== -1) return read + end;
    tail = tailAfter(tail, chunk, 0);
    read += chunk.length;
  }
  return -1;
}

function cut(stream: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  let at = 0;
  for (const size of sizes) {
    chunks.push(stream.subarray(at, at + size));
    at += size;
  }
  return [...chunks, stream.subarray(at)];
}

describe('the end of mail data', () => {
  test.each([
    ['a message', 'Subject: x\r\n\r\nHello\r\n.\r\n', 24],
    ['an empty message', '.\r\n', 3],
    ['the next command behind it', 'x\r\n.\r\nMAIL FROM:<a@b>\r\n', 6],
    ['the first of two', 'x\r\n.\r\ny\r\n.\r\n', 6],
    ['a stuffed dot', 'x\r\n..\r\n', -1],
    ['a dot inside a line', 'x.\r\n', -1],
    ['bare line feeds', 'x\n.\n', -1],
    ['a dot behind a bare line feed', 'x\n.\r\n', -1],
  ])('%s', (_name, data, end) => {
    expect(endInChunks([Buffer.from(data)])).toBe(end);
  });

  test('is found wherever the stream is cut', () => {
    const piece = fc.constantFrom('\r', '\n', '.', '\r\n', '\r\n.', '\r\n.\r\n', 'text');
    fc.assert(
      fc.property(fc.array(piece), fc.array(fc.integer({ min: 1, max: 9 })), (pieces, sizes) => {
        const data = pieces.join('');
        const found = (dataStart + data).indexOf('\r\n.\r\n');
        const expected = found === -1 ? -1 : found + 5 - dataStart.length;
        expect(endInChunks(cut(Buffer.from(data), sizes))).toBe(expected);
      }),
    );
  });
});
