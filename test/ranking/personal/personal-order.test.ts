import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluatePersonal } from '../../../src/ranking/personal/evaluation/evaluate-personal.js';
import { inventLists } from '../../../src/ranking/personal/evaluation/invented-lists.js';
import { randomFrom } from '../../../src/ranking/personal/evaluation/random.js';
import { personalOrder } from '../../../src/ranking/personal/personal-order.js';
import { learnTaste } from '../../../src/ranking/personal/taste.js';
import { termsOf } from '../../../src/ranking/personal/terms.js';
import { rarityAmong, vectorOf } from '../../../src/ranking/personal/vectors.js';

const paper = (id: string, title: string) => ({ id, title, abstract: '', keywords: [], categories: [] });
const papers = [
  paper('top', 'Robots that fold laundry'),
  paper('a', 'Protein structures from sequences'),
  paper('b', 'Rendering scenes with splats'),
  paper('c', 'Protein binding by diffusion'),
];
const rarity = rarityAmong(papers.map(termsOf));
const placed = (index: number) => {
  const { id } = papers[index] ?? { id: '' };
  return { id, vector: vectorOf(termsOf(papers[index] ?? paper('', '')), rarity) };
};
const common = papers.map((_, index) => ({ ...placed(index), score: -index }));

describe('personalOrder', () => {
  it('brings up what resembles a like, says which, and leaves the top paper on top', () => {
    const likes = Array.from({ length: 6 }, () => ({ ...placed(1), liked: true }));
    const order = personalOrder(common, learnTaste([...likes, { ...placed(2), liked: false }]));
    expect(order.map(({ index }) => papers[index]?.id)).toEqual(['top', 'a', 'c', 'b']);
    expect(order[2]?.resembles).toBe('a');
    expect(order[3]?.resembles).toBeNull();
  });

  it('is the common order for who has said nothing, or liked nothing', () => {
    for (const rated of [[], [{ ...placed(3), liked: false }]]) {
      expect(personalOrder(common, learnTaste(rated)).map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    }
    expect(personalOrder([], learnTaste([]))).toEqual([]);
  });

  it('keeps every paper once and the top one first, whatever was said', () => {
    const said = fc.array(fc.record({ at: fc.nat(3), liked: fc.boolean() }), { maxLength: 12 });
    fc.assert(
      fc.property(
        said,
        fc.array(fc.double({ noNaN: true, min: -9, max: 9 }), { maxLength: 4 }),
        (all, scores) => {
          const taste = learnTaste(all.map(({ at, liked }) => ({ ...placed(at), liked })));
          const list = scores.toSorted((a, b) => b - a).map((score, index) => ({ ...placed(index), score }));
          const order = personalOrder(list, taste).map(({ index }) => index);
          expect(order.toSorted()).toEqual(list.map((_, index) => index));
          expect(order[0]).toBe(list.length === 0 ? undefined : 0);
          expect(personalOrder(list, taste).map(({ index }) => index)).toEqual(order);
        },
      ),
    );
  });
});

describe('the evaluation', () => {
  const lists = inventLists(24, randomFrom(3));
  const trial = { readers: 12, seed: 4, hasTaste: true };

  it('finds that planted tastes are learned, beyond chance', () => {
    const { gain } = evaluatePersonal(lists, trial);
    expect(gain.ndcg10.interval?.[0]).toBeGreaterThan(0);
    expect(gain.votes.interval?.[0]).toBeGreaterThan(0);
  });

  it('says the same of the same seed, and what it costs who has no taste', () => {
    expect(evaluatePersonal(lists, trial)).toEqual(evaluatePersonal(lists, trial));
    const { common: plain, gain } = evaluatePersonal(lists, { ...trial, hasTaste: false });
    expect(plain.ndcg10.mean).toBeCloseTo(1);
    expect(gain.ndcg10.mean).toBeGreaterThan(-0.1);
  });
});
