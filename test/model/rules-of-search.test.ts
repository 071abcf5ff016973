import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeRules, type GivenRules, rulesFaults } from '../../src/model/rules.js';
import { canBeRules, fullNamesOf, namesIn, rulesOfSearch } from '../../src/model/rules-of-search.js';
import { readSearch } from '../../src/model/search-query.js';

const none = new Map<string, readonly string[]>();

describe('a search as rules', () => {
  it.each<[string, GivenRules]>([
    ['sparse', { follow: { keywords: ['sparse'] } }],
    ['sparse attention', { follow: { keywords: ['sparse + attention'] } }],
    ['"sparse attention" robots', { follow: { keywords: ['sparse attention + robots'] } }],
    [
      'sparse -dense -"two words"',
      { follow: { keywords: ['sparse'] }, mute: { keywords: ['dense', 'two words'] } },
    ],
    [
      'cat:cs.cl cat:COND-MAT.mtrl-sci cat:hep-th',
      { follow: { categories: ['cond-mat.mtrl-sci', 'cs.CL', 'hep-th'] } },
    ],
    [
      'author:"Ada Invented" -author:bo',
      { follow: { authors: ['Ada Invented'] }, mute: { authors: ['bo'] } },
    ],
    ['-dense', { mute: { keywords: ['dense'] } }],
    ['tea OR jam', { follow: { keywords: ['jam', 'tea'] } }],
    ['(tea OR jam) cup spoon', { follow: { keywords: ['jam + cup + spoon', 'tea + cup + spoon'] } }],
    ['tea NOT jam', { follow: { keywords: ['tea'] }, mute: { keywords: ['jam'] } }],
    ['"one, two; three + four"', { follow: { keywords: ['one two three four'] } }],
  ])('%s', (typed, expected) => {
    const { rules } = rulesOfSearch(readSearch(typed), none);
    expect(completeRules(rules)).toEqual(completeRules(expected));
  });

  it('follows the full names of whom was asked for, and says whom nobody knows', () => {
    const query = readSearch('author:invented author:nobody -author:bo');
    expect(namesIn(query)).toEqual(['invented', 'nobody', 'bo']);
    const names = new Map([
      ['invented', ['Ada Invented', 'Cy Invented']],
      ['bo', ['Bo Sample']],
    ]);
    const { rules, unknownNames } = rulesOfSearch(query, names);
    expect(rules.follow?.authors).toEqual(['Ada Invented', 'Cy Invented', 'nobody']);
    expect(rules.mute?.authors).toEqual(['Bo Sample']);
    expect(unknownNames).toEqual(['nobody']);
  });

  it('says that days cannot be kept', () => {
    expect(rulesOfSearch(readSearch('sparse after:2026-03'), none).namesDays).toBe(true);
    expect(rulesOfSearch(readSearch('sparse'), none).namesDays).toBe(false);
  });

  it.each([
    ['', false],
    ['after:2026', false],
    ['2603.00001', false],
    ['cat:cs', true],
    ['-dense', true],
  ])('%j can be rules: %s', (typed, expected) => {
    expect(canBeRules(readSearch(typed))).toBe(expected);
  });

  it('finds full names by all words of what was typed, the most frequent first', () => {
    const known = ['Ada Invented', 'Bo Invented-Sample', 'Bo Invented-Sample', 'Inventedson', 'Cy Ada'];
    expect(fullNamesOf('INVENTED', known, 5)).toEqual(['Bo Invented-Sample', 'Ada Invented']);
    expect(fullNamesOf('invented ada', known, 5)).toEqual(['Ada Invented']);
    expect(fullNamesOf('invented', known, 1)).toEqual(['Bo Invented-Sample']);
    expect(fullNamesOf('***', known, 5)).toEqual([]);
  });

  it('gives rules whose only fault may be their length, and that a form of commas keeps', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60, unit: 'grapheme' }), (typed) => {
        const rules = completeRules(rulesOfSearch(readSearch(typed), none).rules);
        for (const { detail } of rulesFaults(rules, () => true))
          expect(detail).toMatch(/at most|not a category/);
        for (const term of [...rules.follow.keywords, ...rules.mute.keywords])
          expect(term).not.toMatch(/[,;\n]/);
      }),
    );
  });
});
