import { expect, it } from 'vitest';
import { askedByKeyword } from '../../src/model/keyword-asks.js';

it.each([
  ['sea', `(('sea'))`],
  ['on-site', `((('on' <-> 'site') | ('onsite')))`],
  ['tea pot', `((('tea' <-> 'pot') | ('teapot')))`],
  ['sea + gull', `(('sea')) & (('gull'))`],
  ['xi1', `(('xi1') | ('ξ1'))`],
  ['alpha', `(('alpha'))`],
  ['α', `(('α'))`],
  ['beta cup', `((('beta' <-> 'cup') | ('betacup') | ('β' <-> 'cup')))`],
])('%s asks for every way to write it', (keyword, expected) => {
  const asked = askedByKeyword(keyword) ?? '';
  expect(asked.replaceAll(/[()]/g, '')).toBe(expected.replaceAll(/[()]/g, ''));
});

it('takes a word apart at every place where two words may meet', () => {
  expect(askedByKeyword('worldmodel')).toContain(`'world' <-> 'model'`);
  expect(askedByKeyword('overfitting')).toContain(`'over' <-> 'fitting'`);
  expect(askedByKeyword('therapist')).not.toContain(`'the'`);
});

it.each(['the', 'of the', 'THE', 'and + or'])('%s asks for nothing that tells papers apart', (keyword) => {
  expect(askedByKeyword(keyword)).toBeNull();
});
