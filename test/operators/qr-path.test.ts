import { encode } from 'uqr';
import { expect, it } from 'vitest';
import { qrPath } from '../../src/operators/qr-path.js';

const uri = `otpauth://totp/Papers:ada%40example.org?secret=${'A'.repeat(32)}&issuer=Papers&algorithm=SHA1&digits=6&period=30`;

it('draws each dark module once', () => {
  const { size, path } = qrPath(uri);
  const drawn = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    for (let at = Number(x); at < Number(x) + Number(width); at += 1) (drawn[Number(y)] ?? [])[at] = true;
  }
  expect(drawn).toEqual(encode(uri, { ecc: 'M', border: 4 }).data);
  expect(path.replaceAll(/M\d+ \d+h\d+v1h-\d+z/g, '')).toBe('');
  expect(path.length).toBeLessThan(16_000);
});
