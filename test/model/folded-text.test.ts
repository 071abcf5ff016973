import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldedWords, foldText, joinedWords } from '../../src/model/folded-text.js';

describe('folded text', () => {
  it.each([
    ['T²PO', 't2po'],
    ['π₀.₅', 'π0 5'],
    ['μ₀ and the micro sign µ', 'μ0 and the micro sign μ'],
    ['360°', '360'],
    ['Mean–Variance', 'mean variance'],
    ['Poincaré', 'poincare'],
    ['Muñoz, García; Hořava', 'munoz garcia horava'],
    ['Łukasz Ørsted Æsop Straße', 'lukasz orsted aesop strasse'],
    ['İstanbul', 'istanbul'],
    ['Ｆｕｌｌ－ｗｉｄｔｈ', 'full width'],
    ['𝒩=4 and ℝⁿ', 'n 4 and rn'],
    ['M̅S̅', 'ms'],
    ['Nguyễn Văn Mẫu', 'nguyen van mau'],
    ['見本 が 한글', '見 本 が 한 글'],
    ['基于大模型的AI系统', '基 于 大 模 型 的 ai 系 统'],
    ['データ', 'デ タ'],
    ['مُحَمَّد', 'محمد'],
    ['Əli Məmmədov', 'eli memmedov'],
    ['½', '1 2'],
    ['Σίσυφος', 'σισυφοσ'],
    ['so\u00adft', 'soft'],
    ['O’Brien', 'o brien'],
  ])('%s is %s', (text, expected) => {
    expect(foldText(text)).toBe(expected);
  });

  it.each([
    ['world-model', ['worldmodel']],
    ['state-of-the-art', expect.arrayContaining(['stateoftheart', 'ofthe'])],
    ["O'Brien", ['obrien']],
    ['θ_old', ['θold', 'thetaold']],
    ['(Un)certain', ['uncertain']],
    ['Kaʻiulani', ['kaiulani']],
    ['Qwen2.5-VL', expect.arrayContaining(['qwen25vl', 'qwen 2 5 vl'])],
    ['GPT4o', ['gpt 4o']],
    ['Sim2Real', ['sim to real']],
    ['sim-to-real', expect.arrayContaining(['simtoreal', 'sim2real'])],
    ['μTransfer', ['mutransfer']],
    ['r1 and 4o', []],
    ['模型', []],
    ['GPT-4.5', ['gpt4', 'gpt45', '45']],
    ['world model', []],
    ['one — two', []],
  ])('%s makes %j where it is written as one', (text, expected) => {
    expect(joinedWords(text)).toEqual(expected);
  });

  it('is folded once, and its words stand where they were read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        expect(foldText(foldText(text))).toBe(foldText(text));
        let behind = 0;
        for (const { text: word, start, end } of foldedWords(text)) {
          expect(start).toBeLessThan(end);
          expect(end).toBeGreaterThanOrEqual(behind);
          expect(foldText(text.slice(start, end)).split(' ')).toContain(word);
          behind = end;
        }
      }),
    );
  });
});
