import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foldText } from '../../../src/model/folded-text.js';
import { readSearch } from '../../../src/model/search-query.js';
import { plainText } from '../../../src/paper-text/plain-text.js';
import { readText } from '../../../src/paper-text/readable-text.js';
import { savePapers } from '../../../src/store/papers/papers.js';
import { searchPapers } from '../../../src/store/papers/search.js';
import { recordedTexts } from '../../paper-text/recorded-texts.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { listedPaper } from '../../support/listed-paper.js';

const PAPERS = 3_000;
const QUERIES = 150;
const date = '2026-03-23';
const given = [
  'José',
  'Łukasz',
  'Zoë',
  'Søren',
  'Jean-Pierre',
  'Nguyễn',
  'Ada',
  "Conor O'",
  'Ångela',
  'İpek',
];
const family = [
  'Muñoz',
  'García',
  'Müller',
  'Hořava',
  'Dvořák',
  'Østergård',
  'Weiß',
  'Poincaré',
  'Văn',
  'Gaël',
];

const titles = recordedTexts().titles.filter((title) => title.trim() !== '');

/** The recorded titles, and variations of them up to three thousand. */
const papers = Array.from({ length: titles.length === 0 ? 0 : PAPERS }, (_, index) => {
  const title = titles[index % titles.length] ?? '';
  const again = Math.floor(index / titles.length);
  return {
    id: `2603.${String(index + 1).padStart(5, '0')}`,
    title: again === 0 ? title : `${title.split(' ').reverse().join(' ')} ${again}`,
    author: `${given[index % 10]} ${family[Math.floor(index / 10) % 10]}${String.fromCharCode(97 + (Math.floor(index / 100) % 26))}${String.fromCharCode(97 + Math.floor(index / 2_600))}`,
  };
});

describe.skipIf(titles.length === 0)('recall at ten over three thousand papers', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase();
    for (let start = 0; start < papers.length; start += 500) {
      await savePapers(
        db.database,
        papers
          .slice(start, start + 500)
          .map(({ id, title, author }) =>
            listedPaper({ id, date, paper: { title, authors: [author], abstract: 'Invented.' } }),
          ),
      );
    }
  });
  afterAll(() => db.close());

  async function missed(asked: (paper: (typeof papers)[number]) => string): Promise<string[]> {
    const chosen = papers.filter(
      (_, index) => index % Math.floor(titles.length / QUERIES) === 0 && index < titles.length,
    );
    const lost: string[] = [];
    for (const paper of chosen) {
      const { papers: found } = await searchPapers(db.database, readSearch(asked(paper)), {
        limit: 10,
        offset: 0,
      });
      if (!found.some((one) => one.paper.id === paper.id)) lost.push(asked(paper));
    }
    console.info(`${chosen.length} queries, ${lost.length} missed`, lost.slice(0, 5));
    return lost;
  }

  it.each<[string, (paper: (typeof papers)[number]) => string]>([
    ['titles as shown', ({ title }) => plainText(readText(title))],
    ['titles without accents and signs', ({ title }) => foldText(plainText(readText(title)))],
    ['names', ({ author }) => author],
    ['names without accents', ({ author }) => foldText(author)],
    ['titles with other hyphens', ({ title }) => plainText(readText(title)).replaceAll('-', '–')],
  ])('finds %s', async (_, asked) => {
    expect(await missed(asked)).toEqual([]);
  });
});
