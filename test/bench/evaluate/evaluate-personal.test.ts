import { describe, expect, it } from 'vitest';
import { evaluatePersonal } from '../../../bench/evaluate/personal/evaluate-personal.js';
import { inventLists } from '../../../bench/evaluate/personal/invented-lists.js';
import { randomFrom } from '../../../bench/evaluate/random.js';

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
