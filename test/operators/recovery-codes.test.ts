import { expect, it } from 'vitest';
import { makeRecoveryCodes, recoveryCodeHash } from '../../src/operators/recovery-codes.js';

const key = Buffer.alloc(32, 9);

it('are ten of 80 bits, in groups that are easy to copy', () => {
  const codes = makeRecoveryCodes();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
});

it('are read however they are typed', () => {
  const hash = recoveryCodeHash(key, '0123-4567-89AB-CDEF');
  expect(hash).toHaveLength(32);
  for (const typed of [
    '0123456789abcdef',
    ' o123 4567 89ab cdef ',
    'OI23-4567-89AB-CDEF',
    'ol23456789abcdef',
  ])
    expect(recoveryCodeHash(key, typed)).toEqual(hash);
});

it('are kept under the key', () => {
  expect(recoveryCodeHash(Buffer.alloc(32, 8), '0123-4567-89AB-CDEF')).not.toEqual(
    recoveryCodeHash(key, '0123-4567-89AB-CDEF'),
  );
});

it.each([
  '',
  '287082',
  '0123-4567-89AB-CDE',
  '0123-4567-89AB-CDEFG',
  '0123-4567-89AB-CDEU',
  '0123-4567-89AB-CDEÄ',
])('are not “%s”', (typed) => {
  expect(recoveryCodeHash(key, typed)).toBeNull();
});
