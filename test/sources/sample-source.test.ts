import { describe, expect, test } from 'vitest';
import { isSample, paperLinks } from '../../src/model/paper.js';
import { sampleSource } from '../../src/sources/sample-source.js';

const signal = new AbortController().signal;

describe('sampleSource', () => {
  test('lists twelve papers that are marked as invented', async () => {
    const { listed, skipped } = await sampleSource().fetchList('2026-03-23', signal);
    expect(skipped).toEqual([]);
    expect(listed.map(({ paper }) => paper.id)).toEqual(
      Array.from({ length: 12 }, (_, index) => `sample-${String(index + 1).padStart(2, '0')}`),
    );
    for (const { paper, listing, observation } of listed) {
      expect(isSample(paper.id)).toBe(true);
      expect(paperLinks(paper.id)).toBeNull();
      expect(paper.abstract).toMatch(/^An invented sample\. /);
      expect(listing).toMatchObject({ source: 'sample', paperId: paper.id, listDate: '2026-03-23' });
      expect(observation).toMatchObject({ source: 'sample', paperId: paper.id });
      expect(paper.publishedAt?.getTime()).toBeLessThan(Date.parse('2026-03-23'));
    }
    const upvotes = listed.map(({ observation }) => observation?.upvotes ?? 0);
    expect(upvotes).toEqual([...upvotes].sort((a, b) => b - a));
  });

  test('links lead to a domain that is reserved for examples (RFC 2606)', async () => {
    const { listed } = await sampleSource().fetchList('2026-03-23', signal);
    const links = listed
      .flatMap(({ paper }) => [paper.codeUrl, paper.projectUrl])
      .filter((url) => url !== null);
    expect(links.length).toBeGreaterThan(3);
    expect(links.filter((url) => new URL(url).hostname !== 'example.org')).toEqual([]);
  });

  test('asking twice gives the same', async () => {
    const once = await sampleSource().fetchList('2026-03-23', signal);
    expect(await sampleSource().fetchList('2026-03-23', signal)).toEqual(once);
  });
});
