import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isArxivId } from '../../../src/model/paper-id.js';
import { atomFault, parseAtom } from '../../../src/sources/arxiv/parse-atom.js';
import { parseRss } from '../../../src/sources/arxiv/parse-rss.js';
import { recordedArxiv } from '../../support/arxiv-server.js';

interface Recorded {
  readonly url: string;
  readonly status_code: number;
  readonly body: string;
}

const folder = join(recordedArxiv, 'api_recorded');
const names = existsSync(folder) ? readdirSync(folder) : [];
const recorded = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Recorded;
const text = (name: string) => readFileSync(join(recordedArxiv, name), 'utf8');
/** Ids as they stand in an answer, without versions. */
const idsIn = (body: string) =>
  [...body.matchAll(/<id>http:\/\/arxiv\.org\/abs\/([^<]+?)v\d+<\/id>/g)].map(([, id]) => id);

describe.skipIf(!existsSync(recordedArxiv))('recorded answers of arXiv', () => {
  test('all of them are here', () => {
    expect(names).toHaveLength(20);
  });

  test.each(names.filter((name) => recorded(name).status_code === 200))('%s: every entry is read', (name) => {
    const { body } = recorded(name);
    const { entries, skipped, total } = parseAtom(body);
    expect(skipped).toEqual([]);
    expect(entries.map(({ paper }) => paper.id)).toEqual(idsIn(body));
    expect(total).toBeGreaterThanOrEqual(entries.length);
    for (const { paper, withdrawn } of entries) {
      expect(isArxivId(paper.id)).toBe(true);
      expect(paper.title).not.toBe('');
      expect(paper.abstract.length).toBeGreaterThan(50);
      expect(paper.authors.length).toBeGreaterThan(0);
      expect(paper.publishedAt).not.toBeNull();
      expect(paper.categories.length).toBeGreaterThan(0);
      expect(withdrawn).toBe(false);
      expect(paper.abstract).not.toMatch(/&(amp|lt|gt|quot|#\d+);/);
    }
  });

  test.each(names.filter((name) => recorded(name).status_code !== 200))('%s: the fault is told', (name) => {
    const { status_code: status, body } = recorded(name);
    expect(status).toBe(400);
    expect(atomFault(body)).toMatch(/^incorrect id format for /);
    expect(() => parseAtom(body)).toThrow(/refused the question: incorrect id format/);
  });

  test('empty results are empty, and what is not known is left out', () => {
    expect(parseAtom(recorded('id_0000.0000_s0_m100_8b51d9633a68.json').body)).toEqual({
      entries: [],
      skipped: [],
      total: 0,
    });
    expect(
      parseAtom(recorded('id_0808.05394_1707.08567_s0_m100_42e5aa0ec3af.json').body).entries,
    ).toHaveLength(1);
  });

  test('ids of the old scheme', () => {
    const [hot] = parseAtom(recorded('id_astro-ph_0601001_s0_m100_3150dca9dc76.json').body).entries;
    const [quantum] = parseAtom(recorded('id_quant-ph_0201082v1_s0_m100_86989fe779ef.json').body).entries;
    expect([hot?.paper.id, quantum?.paper.id]).toEqual(['astro-ph/0601001', 'quant-ph/0201082']);
    expect(quantum?.paper.categories).toEqual(['quant-ph', 'cs.PL']);
  });

  test('a page of a hundred', () => {
    const body = text('api_testing_100_entries_2026-04-12.atom.xml');
    expect(parseAtom(body).entries.map(({ paper }) => paper.id)).toEqual(idsIn(body));
    expect(parseAtom(body)).toMatchObject({ total: 214_881 });
  });

  test('an empty feed of a weekend', () => {
    expect(parseRss(text('rss_csCL_weekend_empty_2026-08-01.xml'))).toEqual({
      date: '2026-08-01',
      entries: [],
      skipped: [],
    });
  });
});
