import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReplyReader } from '../../../src/delivery/smtp/smtp-reply-reader.js';

/** What a reader makes of pieces: its replies, and whether it gave up. */
function read(pieces: readonly (string | Buffer)[]): { replies: string[]; gaveUp: number } {
  const replies: string[] = [];
  let gaveUp = 0;
  const feed = createReplyReader({
    onReply: (reply) => replies.push(reply),
    onNonsense: () => {
      gaveUp += 1;
    },
  });
  for (const piece of pieces) {
    const octets = Buffer.from(piece);
    // What lies behind it in the buffer is of an earlier answer.
    feed(Buffer.concat([octets, Buffer.from('250 before\r\n')]), octets.length);
  }
  return { replies, gaveUp };
}

const line = fc.oneof(
  fc.stringMatching(/^[ -~]{0,40}$/),
  fc.array(fc.constantFrom('ü', '€', '𝄞', 'x'), { maxLength: 20 }).map((characters) => characters.join('')),
);
const reply = fc
  .tuple(fc.integer({ min: 200, max: 599 }), fc.array(line, { maxLength: 4 }), line)
  .map(([code, more, last]) => [...more.map((text) => `${code}-${text}`), `${code} ${last}`]);

describe('the reply reader', () => {
  it('reads the same replies whatever pieces they come in', () => {
    fc.assert(
      fc.property(fc.array(reply, { maxLength: 6 }), fc.infiniteStream(fc.nat(20)), (replies, cuts) => {
        const wire = Buffer.from(replies.map((lines) => `${lines.join('\r\n')}\r\n`).join(''));
        const pieces: Buffer[] = [];
        for (let from = 0; from < wire.length; ) {
          const size = 1 + (cuts.next().value ?? 0);
          pieces.push(wire.subarray(from, from + size));
          from += size;
        }
        expect(read(pieces)).toEqual({ replies: replies.map((lines) => lines.join('\n')), gaveUp: 0 });
      }),
    );
  });

  it.each([
    ['a bare code', ['250\r\n'], ['250']],
    ['line feeds alone', ['250-one\n250 two\n'], ['250-one\n250 two']],
    ['several replies at once', ['250 a\r\n250 b\r\n354 c\r\n'], ['250 a', '250 b', '354 c']],
    ['an octet at a time', [...'250 2.1.0 Ok\r\n'], ['250 2.1.0 Ok']],
    ['half a reply', ['250-more to come\r\n250'], []],
  ])('takes %s', (_name, pieces, replies) => {
    expect(read(pieces)).toEqual({ replies, gaveUp: 0 });
  });

  it.each([
    ['no digits', ['mellon\r\n250 Ok\r\n']],
    ['a code out of range', ['999 Ok\r\n250 Ok\r\n']],
    ['no space behind the code', ['250Ok\r\n250 Ok\r\n']],
    ['codes that disagree', ['250-one\r\n550 two\r\n250 Ok\r\n']],
    ['a line without end', ['250 '.padEnd(5_000, 'x'), '\r\n250 Ok\r\n']],
    ['a long line at once', [`250 ${'x'.repeat(5_000)}\r\n250 Ok\r\n`]],
    ['lines without end', Array<string>(9_000).fill('250-more\r\n')],
  ])('gives up on %s, once, and hears no more', (_name, pieces) => {
    expect(read(pieces)).toEqual({ replies: [], gaveUp: 1 });
  });
});
