import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type CitedPaper, citationOf } from '../../src/citations/citation.js';
import { plainText } from '../../src/paper-text/plain-text.js';
import { parseList } from '../../src/sources/huggingface/parse-list.js';
import { comparable, parsed } from './foreign-parser.js';

const folder = fileURLToPath(new URL('../../../shared/data/huggingface/daily_papers/', import.meta.url));
const request = { date: '2026-03-24', observedAt: new Date(0), baseUrl: 'https://papers.example' };

async function recordedPapers(): Promise<CitedPaper[]> {
  const papers = new Map<string, CitedPaper>();
  for (const file of await readdir(folder)) {
    const items: unknown[] = JSON.parse(await readFile(folder + file, 'utf8'));
    for (const { paper } of parseList(items, request).listed) papers.set(paper.id, paper);
  }
  return [...papers.values()];
}

/** A name whole, however its parts are told. */
function wholeName(parts: object): string {
  const { literal, given, particle, family, suffix, ...more } = parts as Record<string, string | undefined>;
  const named = [
    given,
    particle ?? more['non-dropping-particle'] ?? more['dropping-particle'],
    family,
    suffix,
  ];
  return comparable(literal ?? named.filter(Boolean).join(' '));
}

describe.skipIf(!existsSync(folder))('recorded papers', () => {
  it.each(['bib', 'ris', 'csl.json'] as const)(
    'keep their titles and all their names in a .%s file that another program reads',
    async (extension) => {
      const papers = await recordedPapers();
      const items = parsed(extension, papers);
      expect(papers.length).toBeGreaterThan(1_000);
      expect(items).toHaveLength(papers.length);
      const differences = papers.flatMap((paper, index) => {
        const { title, author = [] } = items[index] as { title?: unknown; author?: readonly object[] };
        const cited = citationOf(paper);
        const wanted = [comparable(plainText(cited.title)), ...cited.authors.map(wholeName)];
        const found = [comparable(title), ...author.map(wholeName)];
        return JSON.stringify(wanted) === JSON.stringify(found) ? [] : [{ id: paper.id, wanted, found }];
      });
      expect(differences).toEqual([]);
    },
  );
});
