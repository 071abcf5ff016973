import { expect, it } from 'vitest';
import { withoutAddresses } from '../../src/model/without-addresses.js';
import { cpuMilliseconds } from '../support/cpu-milliseconds.js';

it.each([
  ['ada@example.org', '(address)'],
  [
    'write to <ada@example.org>, or bob@example.org; not @home or a @ b',
    'write to <(address)>, or (address); not @home or a @ b',
  ],
  ['ada@example@org', '(address)@org'],
  ['nobody', 'nobody'],
])('leaves addresses out of %s', (text, plain) => {
  expect(withoutAddresses(text)).toBe(plain);
});

it('takes no longer for a long text without a space', () => {
  const text = `${'a'.repeat(200_000)} @`;
  expect(withoutAddresses(text)).toBe(text);
  expect(cpuMilliseconds(() => withoutAddresses(text))).toBeLessThan(2_000);
});
