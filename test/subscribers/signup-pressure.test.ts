import { expect, it } from 'vitest';
import { defaultSignupLimits } from '../../src/subscribers/decide-signup.js';
import { pressureOf } from '../../src/subscribers/signup-pressure.js';

const limits = { ...defaultSignupLimits, perDomainHour: 100 };
const nothing = { all: 0, open: 0 };
const load = (domain: { readonly all: number; readonly open: number }) => ({
  domain,
  overall: domain,
  client: nothing,
  network: nothing,
});

it.each([
  ['a flood without proofs', { all: 2_500, open: 2_500 }, 'full', 'near'],
  ['as many with proofs as there are places left', { all: 2_550, open: 2_500 }, 'full', 'full'],
  ['one place left', { all: 2_549, open: 2_500 }, 'full', 'near'],
  ['few without proofs', { all: 39, open: 39 }, 'free', 'free'],
  ['many with proofs alone', { all: 100, open: 0 }, 'full', 'full'],
] as const)('means for one without and one with a proof, in %s', (_name, domain, without, withOne) => {
  expect(pressureOf(load(domain), limits, false)).toBe(without);
  expect(pressureOf(load(domain), limits, true)).toBe(withOne);
});
