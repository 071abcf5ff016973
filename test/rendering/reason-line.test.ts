import { describe, expect, it } from 'vitest';
import { FOLLOWS, readReason, TOP_THREE } from '../../src/model/reason.js';
import { likeLine, reasonLine, reasonWords } from '../../src/rendering/reason-line.js';
import { shippedTexts } from '../support/shipped-texts.js';

const { en, de } = await shippedTexts();
const follows = { kind: 'follows', terms: 'diffusion' } as const;

describe('why a paper is there', () => {
  it.each([
    [
      214,
      { listedOn: '2026-03-23', lastList: '2026-03-24' },
      '214 upvotes since Monday',
      '214 Stimmen seit Montag',
    ],
    [
      1,
      { listedOn: '2026-03-24', lastList: '2026-03-24' },
      '1 upvote since Tuesday',
      '1 Stimme seit Dienstag',
    ],
    [
      1214,
      { listedOn: '2026-03-02', lastList: '2026-03-31' },
      '1,214 upvotes since Mar 2',
      '1.214 Stimmen seit dem 2. März',
    ],
    [5, null, '5 upvotes', '5 Stimmen'],
  ])('with %d upvotes, listed %j: %s, %s', (upvotes, listed, english, german) => {
    expect(reasonLine(en, follows, upvotes, listed)).toBe(`follows: diffusion · ${english}`);
    expect(reasonLine(de, follows, upvotes, listed)).toBe(`Sie folgen: diffusion · ${german}`);
  });

  it('says nothing of upvotes where there are none', () => {
    const listed = { listedOn: '2026-03-23', lastList: '2026-03-24' };
    expect(reasonLine(en, follows, 0, listed)).toBe('follows: diffusion');
  });

  it('is kept in one form for all languages', () => {
    expect(readReason(`${FOLLOWS}robotics, cs.RO`)).toEqual({ kind: 'follows', terms: 'robotics, cs.RO' });
    expect(readReason('')).toBeNull();
    const top = readReason(TOP_THREE);
    expect(top).not.toBeNull();
    if (top !== null) {
      expect(reasonWords(en, top)).toBe('among the top three, as nothing matched');
      expect(reasonWords(de, top)).toBe('unter den ersten drei, weil nichts passte');
    }
  });

  it('names what the reader liked', () => {
    const liked = { title: 'Fewer *Steps*', saved: true };
    expect(likeLine(en, liked)).toBe('like “Fewer Steps”, which you saved');
    expect(likeLine(de, { ...liked, saved: false })).toBe(
      'ähnlich wie „Fewer Steps“, wovon Sie mehr wollten',
    );
  });
});

it('ends a name from right to left, so that the number behind it stays behind it', () => {
  expect(reasonLine(en, { kind: 'follows', terms: 'أحمد مثال' }, 5, null)).toBe(
    'follows: أحمد مثال\u200E · 5 upvotes',
  );
});
