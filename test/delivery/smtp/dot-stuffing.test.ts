import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dotStuffed, endOfData } from '../../../src/delivery/smtp/dot-stuffing.js';

/** What a server makes of data: the end removed, the first dot of each line taken away (RFC 5321 §4.5.2). */
function received(data: string): string {
  const end = data.indexOf('\r\n.\r\n');
  const lines = data.startsWith('.\r\n') ? '' : data.slice(0, end + 2);
  return lines.replace(/^\./, '').replace(/\r\n\./g, '\r\n');
}

const pieces = fc.constantFrom('.', '../..', '\r\n', 'a', 'text', '\r\n.\r\n', '\r\n..');

describe('dot-stuffing', () => {
  it('brings every message across, and nothing behind it', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const message = `${parts.join('')}\r\n`;
        const stuffed = dotStuffed(Buffer.from(message));
        const wire = `${stuffed.toString()}${endOfData(stuffed)}`;
        expect(received(wire)).toBe(message);
        expect(wire.indexOf('\r\n.\r\n')).toBe(wire.length - 5);
      }),
    );
  });

  it('copies nothing where no line begins with a dot', () => {
    const message = Buffer.from('Subject: a.b\r\n\r\nNo dot. At all.\r\n');
    expect(dotStuffed(message)).toBe(message);
  });

  it('lets no bare line feed smuggle an end of data', () => {
    const wire = dotStuffed(Buffer.from('one\n.\r\ntwo\n.\nthree\r\n')).toString();
    expect(wire).toBe('one\n..\r\ntwo\n..\nthree\r\n');
  });

  it.each([
    ['a message that ends on a line break', 'a\r\n', '.\r\n'],
    ['one that does not', 'a', '\r\n.\r\n'],
    ['one that ends on half a line break', 'a\n', '\r\n.\r\n'],
    ['nothing at all', '', '.\r\n'],
  ])('ends %s', (_name, message, end) => {
    expect(endOfData(Buffer.from(message))).toBe(end);
  });
});
