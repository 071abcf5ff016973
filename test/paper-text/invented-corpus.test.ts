import { describe, expect, it } from 'vitest';
import { plainText } from '../../src/paper-text/plain-text.js';
import { readText } from '../../src/paper-text/readable-text.js';
import { sharedCases } from '../support/shared-cases.js';

const TEXTS = 5_000;
const RESIDUE = /\\[A-Za-z'"^`~=.{]|\$[^$\d\s][^$]*\$|[\^_]\{|\{\\|``/;

/** A small generator, so that every run reads the same texts. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const words =
  'kettle lantern many times simple model of the and narrow arrow cost grew from ten to over choose between equal approx star circle blackbird textbook reduction emphasis fused topics'.split(
    ' ',
  );
const sums = ['$5', '$39.9 and 160 minutes', '$1.5M', 'US$20', '$5 to $10', '$1,000', 'about $3 per hour'];

/** How a piece is written, and how it reads. */
const pieces: readonly ((random: () => number) => readonly [string, string])[] = [
  () => ['G{\\"o}del', 'Gödel'],
  () => ["Poincar{\\'e}", 'Poincaré'],
  () => ['{\\L}ukasz', 'Łukasz'],
  () => ['Ho{\\v{r}}ava', 'Hořava'],
  () => ['{B}ayesian', 'Bayesian'],
  () => ['{\\cal N}', '𝒩'],
  () => ['$\\alpha$', 'α'],
  () => ['$\\bar{\\partial}$', '∂̄'],
  () => ['n \\choose k', '(n choose k)'],
  () => ['$\\mathbb{R}^n$', 'ℝⁿ'],
  () => ['\\textit{so}', 'so'],
  () => ['\\SI{5}{\\milli\\metre}', '5 mm'],
  () => ["``quoted''", '“quoted”'],
  (random) => [`${Math.floor(random() * 90) + 10}\\%`, ''],
  (random) => [`$10^{-${Math.floor(random() * 8) + 1}}$`, ''],
  (random) => [`a sim${Math.floor(random() * 90) + 10}% part`, ''],
  () => ['512 times 512', '512 × 512'],
  () => ['$\\frac{a}{b}$', 'a/b'],
  () => ['$x_{t+1}$', 'xₜ₊₁'],
  () => ['LLaMA\\nobreakdash-3', 'LLaMA-3'],
];

function pick<T>(random: () => number, of: readonly T[]): T {
  return of[Math.floor(random() * of.length)] as T;
}

function sentence(random: () => number, length: number): string {
  return Array.from({ length }, () => pick(random, words)).join(' ');
}

describe('five thousand invented texts', () => {
  it('leave nothing unread, and read what each piece stands for', () => {
    const random = createRandom(17);
    const unread: string[] = [];
    for (let index = 0; index < TEXTS; index += 1) {
      const [written, reads] = pick(random, pieces)(random);
      const [other] = pick(random, pieces)(random);
      const source = `${sentence(random, 4)} ${written} ${sentence(random, 3)}, ${other} ${sentence(random, 2)}`;
      const plain = plainText(readText(source));
      if (RESIDUE.test(plain) || !plain.includes(reads)) unread.push(`${source} → ${plain}`);
    }
    expect(unread).toEqual([]);
  });

  it('ordinary sentences and sums of money stay as they are', () => {
    const random = createRandom(71);
    for (let index = 0; index < TEXTS; index += 1) {
      const source = `${sentence(random, 5)} ${pick(random, sums)} ${sentence(random, 4)}, ${pick(random, sums)} ${sentence(random, 3)}.`;
      expect(plainText(readText(source))).toBe(source);
    }
  });
});

const rows = sharedCases('latex.tsv') as [string, string][];

describe.skipIf(rows.length === 0)('recorded cases', () => {
  it.each(rows)('%s reads %s', (source, expected) => {
    const plain = plainText(readText(source));
    const ways = expected.startsWith('unchanged') ? [source] : expected.split(/, or |\sor /);
    expect(ways).toContain(plain);
  });
});
