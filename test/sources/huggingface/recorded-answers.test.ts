import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isArxivId } from '../../../src/model/paper-id.js';
import { parseList } from '../../../src/sources/huggingface/parse-list.js';
import { recordedAnswers } from '../../support/huggingface-server.js';

const observedAt = new Date('2026-03-23T08:00:00Z');
const baseUrl = 'https://huggingface.co';

interface RawItem {
  readonly paper: {
    readonly id: string;
    readonly authors: readonly unknown[];
    readonly publishedAt: string;
    readonly upvotes: number;
    readonly githubStars?: number;
    readonly githubRepo?: string;
    readonly projectPage?: string;
  };
  readonly numComments: number;
}

function filesOf(folder: string): string[] {
  const path = join(recordedAnswers, folder);
  return existsSync(path) ? readdirSync(path).map((name) => join(folder, name)) : [];
}

function readItems(file: string): RawItem[] {
  return JSON.parse(readFileSync(join(recordedAnswers, file), 'utf8')) as RawItem[];
}

function dateOf(file: string): string {
  return /\d{4}-\d{2}-\d{2}/.exec(file)?.[0] ?? '';
}

describe.skipIf(!existsSync(recordedAnswers))('recorded answers', () => {
  const days = filesOf('daily_papers');
  const older = filesOf('older_schemas');
  const newest = 'daily_papers_limit30_2026-06-14.json';

  test('all of them are here', () => {
    expect(days).toHaveLength(54);
    expect(older).toHaveLength(10);
  });

  test.each([...days, ...older, newest])('%s: every item is read', (file) => {
    const items = readItems(file);
    const { listed, skipped } = parseList(items, { date: dateOf(file), observedAt, baseUrl });
    expect(skipped).toEqual([]);
    expect(listed.map(({ paper }) => paper.id)).toEqual(items.map(({ paper }) => paper.id));
    for (const [index, { paper, listing, observation }] of listed.entries()) {
      const raw = items[index];
      expect(isArxivId(paper.id)).toBe(true);
      expect(paper.title).toMatch(/^\S.*\S$/);
      expect(paper.abstract.length).toBeGreaterThan(100);
      expect(paper.authors).toHaveLength(raw?.paper.authors.length ?? -1);
      expect(paper.publishedAt?.toISOString()).toBe(raw?.paper.publishedAt);
      expect(observation?.upvotes).toBe(raw?.paper.upvotes);
      expect(observation?.comments).toBe(raw?.numComments);
      expect(observation?.stars).toBe(raw?.paper.githubStars ?? null);
      expect(paper.codeUrl !== null).toBe(raw?.paper.githubRepo !== undefined);
      expect(paper.projectUrl !== null).toBe(raw?.paper.projectPage !== undefined);
      expect(listing).toMatchObject({ source: 'huggingface', paperId: paper.id });
    }
  });

  test.each(days)('%s: papers stand on the list that was asked for, with who put them there', (file) => {
    const { listed } = parseList(readItems(file), { date: dateOf(file), observedAt, baseUrl });
    expect(new Set(listed.map(({ listing }) => listing.listDate))).toEqual(new Set([dateOf(file)]));
    expect(listed.every(({ listing }) => listing.submittedBy !== null)).toBe(true);
  });

  test('an answer for a day of rest that repeats the list before it counts for that list', () => {
    const { listed } = parseList(readItems(newest), { date: '2026-06-14', observedAt, baseUrl });
    expect(new Set(listed.map(({ listing }) => listing.listDate))).toEqual(new Set(['2026-06-12']));
  });
});
