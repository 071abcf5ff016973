import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Nearness, personalOrder } from '../../../src/ranking/personal/personal-order.js';
import { likenessesTo, readList } from '../../../src/ranking/personal/read-list.js';
import { learnTaste, type Taste } from '../../../src/ranking/personal/taste.js';
import { termsOf } from '../../../src/ranking/personal/terms.js';
import { countTerms, rarityBy, vectorOf } from '../../../src/ranking/personal/vectors.js';
import { personalWeights } from '../../../src/ranking/personal/weights.js';

const paper = (id: string, title: string) => ({ id, title, abstract: '', keywords: [], categories: [] });
const papers = [
  paper('top', 'Robots that fold laundry'),
  paper('a', 'Protein structures from sequences'),
  paper('b', 'Rendering scenes with splats'),
  paper('c', 'Protein binding by diffusion'),
];
const rarity = rarityBy(countTerms(papers.map(termsOf)));
const vectorAt = (index: number) => vectorOf(termsOf(papers[index] ?? paper('', '')), rarity);
const placed = (index: number) => ({ id: papers[index]?.id ?? '', vector: vectorAt(index) });
const list = readList(papers.map((_, index) => ({ ...placed(index), score: -index })));
const earlier = (index: number) => ({ ...placed(index), id: `earlier-${papers[index]?.id}` });
const nearness: Nearness = (id) => {
  const index = papers.findIndex((known) => `earlier-${known.id}` === id || known.id === id);
  return index === -1 ? null : likenessesTo(list, vectorAt(index));
};
const tasteOf = (likes: number[], dislikes: number[] = []): Taste => {
  const rated = [
    ...likes.map((index) => ({ ...earlier(index), liked: true })),
    ...dislikes.map((index) => ({ ...earlier(index), liked: false })),
  ];
  const taste = learnTaste(rated);
  if (taste === null) throw new Error('too little was said');
  return taste;
};

describe('learnTaste', () => {
  it('learns nothing of few answers, or of dislikes alone', () => {
    const liked = { ...placed(1), liked: true };
    const disliked = { ...placed(2), liked: false };
    expect(learnTaste([])).toBeNull();
    expect(learnTaste(Array(personalWeights.fewestAnswers - 1).fill(liked))).toBeNull();
    expect(learnTaste(Array(9).fill(disliked))).toBeNull();
    expect(learnTaste([liked, ...Array(4).fill(disliked)])).toMatchObject({ answers: 5, likes: ['a'] });
  });

  it('keeps a bounded number of terms and likes, the heaviest and the newest', () => {
    const rated = Array.from({ length: 90 }, (_, index) => ({
      ...{ id: `${index}`, liked: index % 3 !== 0 },
      vector: vectorOf(new Map([...Array(9).keys()].map((n) => [`w${index}-${n}`, n + 1])), rarity),
    }));
    const taste = learnTaste(rated);
    const weights = [...(taste?.direction.values() ?? [])].map(Math.abs);
    expect(weights).toHaveLength(personalWeights.mostTerms);
    expect(weights).toEqual(weights.toSorted((a, b) => b - a));
    expect(taste?.likes).toHaveLength(60);
    expect(taste?.likes.slice(0, 3)).toEqual(['1', '2', '4']);
  });
});

describe('personalOrder', () => {
  it('brings up what resembles a like, says which, and leaves the top paper on top', () => {
    const order = personalOrder(list, tasteOf([1, 1, 1, 1, 1, 1], [2]), nearness);
    expect(order.map(({ index }) => papers[index]?.id)).toEqual(['top', 'a', 'c', 'b']);
    expect(order[2]?.resembles).toBe('earlier-a');
    expect(order[3]?.resembles).toBeNull();
  });

  it('names no paper as being like itself, and none that cannot be read', () => {
    const likes = Array.from({ length: 6 }, () => ({ ...placed(3), liked: true }));
    const taste = learnTaste(likes);
    if (taste === null) throw new Error('enough was said');
    expect(personalOrder(list, taste, nearness)[1]).toMatchObject({ index: 3, resembles: null });
    expect(personalOrder(list, taste, () => null).map(({ resembles }) => resembles)).toEqual(
      Array(4).fill(null),
    );
  });

  it('leaves in front what an operator put there', () => {
    const order = personalOrder(list, tasteOf([3, 3, 3, 3, 3]), nearness, { among: [0, 1, 2, 3], kept: 2 });
    expect(order.map(({ index }) => index)).toEqual([0, 1, 3, 2]);
  });

  it('keeps every paper of a part once and the first of it in front, whatever was said', () => {
    const said = fc.array(fc.record({ at: fc.nat(3), liked: fc.boolean() }), {
      minLength: 5,
      maxLength: 12,
    });
    const parts = fc.subarray([0, 1, 2, 3]);
    const scores = fc.array(fc.double({ noNaN: true, min: -9, max: 9 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(said, scores, parts, fc.nat(4), (all, numbers, among, kept) => {
        const taste = learnTaste(all.map(({ at, liked }) => ({ ...earlier(at), liked })));
        fc.pre(taste !== null);
        const best = numbers.toSorted((a, b) => b - a);
        const own = readList(best.map((score, index) => ({ ...placed(index), score })));
        const order = personalOrder(own, taste, nearness, { among, kept }).map(({ index }) => index);
        expect(order.toSorted()).toEqual(among);
        const front = among.slice(0, Math.max(1, kept));
        expect(order.slice(0, front.length)).toEqual(front);
        expect(personalOrder(own, taste, nearness, { among, kept }).map(({ index }) => index)).toEqual(order);
      }),
    );
  });
});
