import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { languageFrom, languages } from '../../src/model/language.js';

describe('languageFrom', () => {
  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['de', 'de'],
    ['de-AT,de;q=0.9,en;q=0.8', 'de'],
    ['en-GB,en;q=0.9,de;q=0.8', 'en'],
    ['fr-CH, fr;q=0.9, de;q=0.8, *;q=0.5', 'de'],
    ['fr, *;q=0.5, de;q=0.1', 'en'],
    ['en;q=0, de', 'de'],
    ['de;q=0', 'en'],
    ['en;q=0.3,DE;Q=0.7', 'de'],
    ['den', 'en'],
    ['de;q=much, en', 'en'],
  ])('reads %j as %s', (header, language) => {
    expect(languageFrom(header)).toBe(language);
  });

  it('finds a language for any header', () => {
    fc.assert(fc.property(fc.string(), (header) => languages.includes(languageFrom(header))));
  });
});
