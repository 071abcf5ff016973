import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fileSource } from '../../../src/sources/file/source.js';
import { splitArray } from '../../../src/sources/file/split-array.js';
import { inventedList } from '../../support/invented-list.js';

const signal = new AbortController().signal;
const now = () => new Date('2026-03-24T08:00:00Z');
const date = '2026-03-23';
const changed = new Date('2026-03-23T21:00:00Z');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'list-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(name: string, content: unknown, at = changed): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  await utimes(path, at, at);
  return path;
}
const lines = (...items: unknown[]) => items.map((item) => JSON.stringify(item)).join('\n');
const open = (path: string) => fileSource({ name: 'file:ours', path, now });
const idsOf = ({ listed }: { listed: readonly { paper: { id: string } }[] }) =>
  listed.map(({ paper }) => paper.id);

describe('JSON lines', () => {
  test('a paper with all that can be said of it', async () => {
    const note = {
      id: 'https://arxiv.org/abs/2603.00001v2',
      date,
      title: 'An  invented\npaper',
      abstract: 'One\nTwo',
      authors: ['Ada Example', ' '],
      published: '2026-03-20',
      organization: 'Institute of Examples',
      code: 'https://example.org/code',
      project: 'https://example.org/project',
      summary: 'One sentence.',
      keywords: ['one'],
      categories: ['cs.CL'],
      upvotes: 7,
      comments: 2,
      stars: 3,
      withdrawn: false,
      other: 'is passed over',
    };
    const { listed, skipped } = await open(await write('list.jsonl', lines(note))).fetchList(date, signal);
    expect(skipped).toEqual([]);
    expect(listed).toEqual([
      {
        paper: {
          id: '2603.00001',
          title: 'An invented paper',
          abstract: 'One\nTwo',
          authors: ['Ada Example'],
          publishedAt: new Date('2026-03-20T00:00:00Z'),
          organization: 'Institute of Examples',
          codeUrl: 'https://example.org/code',
          projectUrl: 'https://example.org/project',
          summary: 'One sentence.',
          keywords: ['one'],
          categories: ['cs.CL'],
        },
        listing: {
          source: 'file:ours',
          paperId: '2603.00001',
          listDate: date,
          submittedBy: null,
          seenAt: now(),
        },
        observation: {
          source: 'file:ours',
          paperId: '2603.00001',
          observedAt: changed,
          upvotes: 7,
          comments: 2,
          stars: 3,
        },
        withdrawn: false,
      },
    ]);
  });

  test('only an id: the list is that of the day when the file was changed, and no votes are told', async () => {
    const source = open(await write('list.jsonl', '# ours\n\n{"id": "math.GT/0309136"}\r\n'));
    const { listed } = await source.fetchList(date, signal);
    expect(listed).toMatchObject([
      { paper: { id: 'math/0309136', title: '' }, observation: null, withdrawn: null },
    ]);
    expect(idsOf(await source.fetchList('2026-03-24', signal))).toEqual([]);
  });

  test('bad lines are told with their numbers, once, and the others are read', async () => {
    const content = [
      '{"id": "2603.00001"}',
      '{"id": ',
      '{"title": "no id"}',
      '{"id": "not an id"}',
      '{"id": "2603.00002", "date": "23 March"}',
      '{"id": "2603.00003", "upvotes": -1}',
      '{"id": "2603.00004", "code": "javascript:alert(1)"}',
      '["2603.00005"]',
      '{"id": "2603.00006"}',
    ].join('\n');
    const source = open(await write('list.jsonl', content));
    const { listed, skipped } = await source.fetchList(date, signal);
    expect(listed.map(({ paper }) => paper.id)).toEqual(['2603.00001', '2603.00006']);
    expect(skipped.map(({ reason }) => reason).sort()).toEqual([
      'list.jsonl, line 2: no JSON, it ends too early',
      'list.jsonl, line 3: id: missing',
      'list.jsonl, line 4: id: no arXiv id',
      'list.jsonl, line 5: date: expected YYYY-MM-DD',
      'list.jsonl, line 6: upvotes: of another type than expected',
      'list.jsonl, line 7: code: expected an http(s) URL',
      'list.jsonl, line 8: no object',
    ]);
    expect((await source.fetchList(date, signal)).skipped).toEqual([]);
  });

  test('a later line replaces an earlier one', async () => {
    const content = lines({ id: '2603.00001', title: 'First' }, { id: '2603.00001v3', title: 'Second' });
    const { listed } = await open(await write('list.jsonl', content)).fetchList(date, signal);
    expect(listed).toMatchObject([{ paper: { title: 'Second' } }]);
  });

  test('is read again when it has changed, and not before', async () => {
    const source = open(await write('list.jsonl', lines({ id: '2603.00001', title: 'One' })));
    await source.fetchList(date, signal);
    await write('list.jsonl', lines({ id: '2603.00001', title: 'Two' }));
    // The same size and the same moment: nothing tells that it is another file.
    expect((await source.fetchList(date, signal)).listed[0]?.paper.title).toBe('One');
    const later = new Date('2026-03-23T21:00:01Z');
    await write('list.jsonl', lines({ id: '2603.00001', title: 'Six' }), later);
    expect((await source.fetchList(date, signal)).listed[0]?.paper.title).toBe('Six');
  });
});

describe("Hugging Face's shape", () => {
  test('an array, a file for each day in a folder', async () => {
    await write('2026-03-20.json', inventedList('2026-03-20', 3));
    await write('2026-03-23.json', inventedList('2026-03-23', 120));
    await write('notes.txt', 'no list');
    const source = open(folder);
    const { listed } = await source.fetchList(date, signal);
    expect(listed).toHaveLength(120);
    expect(listed[0]).toMatchObject({
      listing: { source: 'file:ours', listDate: date },
      observation: { source: 'file:ours', upvotes: 100 },
    });
    expect((await source.fetchList('2026-03-20', signal)).listed).toHaveLength(3);
    expect((await source.fetchList('2026-03-19', signal)).listed).toEqual([]);
  });

  test('as lines, each on the list of its own day', async () => {
    const items = [...inventedList('2026-03-02', 2), ...inventedList('2026-03-23', 2)];
    const source = open(await write('all.jsonl', lines(...items)));
    expect((await source.fetchList('2026-03-02', signal)).listed).toHaveLength(2);
    expect((await source.fetchList(date, signal)).listed).toHaveLength(2);
  });

  test('an item of an array that is no JSON is told by its line, and costs no other', async () => {
    const [one, two] = inventedList(date, 2).map((item) => JSON.stringify(item, null, 1));
    const source = open(await write('list.json', `[\n${one},\n  secret,\n${two}]\n`));
    const { listed, skipped } = await source.fetchList(date, signal);
    expect(listed).toHaveLength(2);
    const line = (one ?? '').split('\n').length + 2;
    expect(skipped).toEqual([{ paperId: null, reason: `list.json, item 2, line ${line}: no JSON` }]);
  });

  test('an array that does not end', async () => {
    const source = open(await write('list.json', '[\n{"paper": {}},\n'));
    await expect(source.fetchList(date, signal)).rejects.toMatchObject({
      code: 'SOURCE_ANSWER_INVALID',
      message: 'The list is no JSON: an array, string or object is not closed after line 3.',
    });
  });

  test('any array is cut where a parser would', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.constantFrom(0, 1), (values, indent) => {
        const elements = splitArray(JSON.stringify(values, null, indent));
        expect(elements?.map(({ text }) => JSON.parse(text))).toEqual(JSON.parse(JSON.stringify(values)));
      }),
    );
  });
});

describe('faults', () => {
  test('a list that is not there', async () => {
    await expect(open(join(folder, 'none.jsonl')).fetchList(date, signal)).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
      message: 'The list of file:ours cannot be read (ENOENT).',
    });
  });

  test('nothing that can be used', async () => {
    const path = await write('list.jsonl', 'id,title\n2603.00001,CSV');
    await expect(open(path).fetchList(date, signal)).rejects.toMatchObject({ code: 'SOURCE_ANSWER_INVALID' });
  });

  test('one bad file of a folder keeps no other from being read, nor what it held before', async () => {
    await write('a.jsonl', lines({ id: '2603.00001' }));
    await write('b.jsonl', lines({ id: '2603.00002' }));
    const source = open(folder);
    expect(idsOf(await source.fetchList(date, signal))).toEqual(['2603.00001', '2603.00002']);
    await write('b.jsonl', '[', new Date('2026-03-23T22:00:00Z'));
    const answer = await source.fetchList(date, signal);
    expect(idsOf(answer)).toEqual(['2603.00001', '2603.00002']);
    expect(answer.skipped).toMatchObject([
      { reason: expect.stringMatching(/^b\.jsonl: The list is no JSON/) },
    ]);
    await rm(join(folder, 'b.jsonl'));
    expect(idsOf(await source.fetchList(date, signal))).toEqual(['2603.00001']);
  });

  test('an empty folder and an empty file are an empty list', async () => {
    expect(await open(folder).fetchList(date, signal)).toEqual({ listed: [], skipped: [], whole: true });
    const path = await write('list.jsonl', '');
    expect(await open(path).fetchList(date, signal)).toEqual({ listed: [], skipped: [], whole: true });
  });
});
