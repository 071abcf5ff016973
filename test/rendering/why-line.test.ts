import { expect, it } from 'vitest';
import { whyLine } from '../../src/rendering/why-line.js';

it.each([
  [214, { listedOn: '2026-03-23', lastList: '2026-03-24' }, 'follows: diffusion · 214 upvotes since Monday'],
  [1, { listedOn: '2026-03-24', lastList: '2026-03-24' }, 'follows: diffusion · 1 upvote since Tuesday'],
  [
    1214,
    { listedOn: '2026-03-02', lastList: '2026-03-31' },
    'follows: diffusion · 1,214 upvotes since Mar 2',
  ],
  [5, null, 'follows: diffusion · 5 upvotes'],
  [0, { listedOn: '2026-03-23', lastList: '2026-03-24' }, 'follows: diffusion'],
])('with %d upvotes, listed %j: %s', (upvotes, listed, line) => {
  expect(whyLine('follows: diffusion', upvotes, listed)).toBe(line);
});

it('ends a name from right to left, so that the number behind it stays behind it', () => {
  expect(whyLine('follows: أحمد مثال', 5, null)).toBe('follows: أحمد مثال\u200E · 5 upvotes');
});
