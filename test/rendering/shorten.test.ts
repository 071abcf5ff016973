import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestPreheader, digestSubject } from '../../src/rendering/digest-subject.js';
import { shortenSentence, shortenText, shortenTitle } from '../../src/rendering/shorten.js';
import { shippedTexts } from '../support/shipped-texts.js';

const { en, de } = await shippedTexts();

describe('shortenText', () => {
  it.each([
    ['Short enough.', 40, 'Short enough.'],
    ['The first sentence ends here. The second one goes on.', 40, 'The first sentence ends here.'],
    [
      'It ends with a quotation, "so be it." Then it goes on and on.',
      45,
      'It ends with a quotation, "so be it."',
    ],
    ['As shown by Sample et al. The end of it is far away.', 40, 'As shown by Sample et al. The end of it…'],
    [
      'Methods, e.g. Sampling, are invented for this test of ours.',
      40,
      'Methods, e.g. Sampling, are invented…',
    ],
    ['A. Too early, and then no end of a sentence in sight at all.', 40, 'A. Too early, and then no end…'],
    [
      'It grew by 3.5 points in all of the 12 cases that were seen.',
      40,
      'It grew by 3.5 points in all of the 12…',
    ],
    ['Words that end, before a comma, and so on and so forth.', 32, 'Words that end, before a comma…'],
  ])('%j within %i', (text, limit, short) => {
    expect(shortenText(text, limit)).toBe(short);
  });

  it('never exceeds its limit, never splits a character, and only ever takes from the end', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.integer({ min: 10, max: 150 }),
        (text, limit) => {
          const short = shortenText(text, limit);
          expect(short.length).toBeLessThanOrEqual(limit);
          expect(short).not.toMatch(/\p{Cs}/u);
          expect(text.startsWith(short.replace(/…$/, '')) || text === short).toBe(true);
        },
      ),
    );
  });
});

describe('shortenTitle', () => {
  it.each([
    ['A short title', 40, 'A short title'],
    ['A system with a name of its own: what it does at length', 40, 'A system with a name of its own…'],
    ['Learning to invent papers for tests via sampling', 40, 'Learning to invent papers for tests…'],
    ['Name: something long that has no break in its sense', 40, 'Name: something long that has no break…'],
    ['Nobreaksinanywordofthistitle whatsoever anywhere', 40, 'Nobreaksinanywordofthistitle whatsoever…'],
    // Never inside an enumeration, before which the name stands or the part ends.
    ['InventedGUI: A Framework for Training, Evaluating, and Deploying', 50, 'InventedGUI: A Framework…'],
    ['Invented Worlds: A Model for Bending and Breaking Things', 40, 'Invented Worlds: A Model…'],
    ['Bookshelf: Ordering, Dusting, Mending, Lending, and Burning Books', 40, 'Bookshelf…'],
    // Nor behind a word that leads on.
    ['A Quite Ordinary Method of the Invented Kind of Papers', 30, 'A Quite Ordinary Method…'],
  ])('%j within %i', (title, limit, short) => {
    expect(shortenTitle(title, limit)).toBe(short);
  });

  it('never ends on what leads on, never exceeds its limit, and says that it was cut', () => {
    const words = fc.constantFrom('Paper', 'of', 'and', 'with', 'the', 'Data,', 'Name:', 'für', '论文', '–');
    const titles = fc.array(words, { minLength: 4, maxLength: 40 }).map((parts) => parts.join(' '));
    fc.assert(
      fc.property(titles, fc.integer({ min: 24, max: 90 }), (title, limit) => {
        const short = shortenTitle(title, limit);
        expect(short.length).toBeLessThanOrEqual(limit);
        if (short === title) return;
        expect(short).toMatch(/…$/);
        expect(short).not.toMatch(/\S\s(?:of|and|with|the)…$/);
        expect(title.startsWith(short.slice(0, -1))).toBe(true);
      }),
    );
  });
});

describe('shortenSentence', () => {
  it.each([
    ['Short enough. And more.', 40, 'Short enough.'],
    ['It mends invented papers by reading them twice in the dark', 40, 'It mends invented papers…'],
    ['It aligns text, video, and audio through one invented stream', 36, 'It aligns text, video, and audio…'],
    ['Sample et al. end nothing, 3.5 is a number. So.', 60, 'Sample et al. end nothing, 3.5 is a number.'],
  ])('%j within %i', (text, limit, short) => {
    expect(shortenSentence(text, limit)).toBe(short);
  });
});

describe('the subject of a digest', () => {
  it.each([
    [[], null, 'No new papers'],
    [[], 'March 2026', 'March 2026: no new papers'],
    [['A title'], null, 'A title'],
    [['A title', 'another'], null, 'A title, and 1 more'],
    [['A title', 'another', 'third'], 'Sample', 'Sample: A title, and 2 more'],
    [['A title', 'another'], 'The week of March 23', 'The week of March 23: A title, and 1 more'],
  ])('for %j, %s', (titles, opening, subject) => {
    expect(digestSubject(en, titles, opening)).toBe(subject);
  });

  it.each([
    [[], null, 'Keine neuen Arbeiten'],
    [[], 'März 2026', 'März 2026: keine neuen Arbeiten'],
    [['A title', 'another'], 'Woche vom 23. März', 'Woche vom 23. März: A title und 1 weitere'],
  ])('in German for %j, %s', (titles, opening, subject) => {
    expect(digestSubject(de, titles, opening)).toBe(subject);
  });

  it('has a preheader of the next two titles', () => {
    expect(digestPreheader(en, ['a', 'b', 'c', 'd'], 'a day')).toBe('Also: b · c');
    expect(digestPreheader(en, ['a'], 'a day')).toBe('a day');
  });
});
