import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceRecord } from '../../../src/model/paper.js';
import { parseList } from '../../../src/sources/huggingface/parse-list.js';
import { itemOf } from '../../../src/sources/huggingface/record.js';

const request = {
  date: '2026-03-23',
  observedAt: new Date('2026-03-23T08:00:00Z'),
  baseUrl: 'https://huggingface.co',
};

const paper = { id: '2603.17024', title: 'One', summary: 'Two.', authors: [], upvotes: 3 };
const whole = { paper, title: 'One', summary: 'Two.', numComments: 0 };

function kept(item: object) {
  const [listed] = parseList([item], request).listed;
  if (listed === undefined) throw new Error('not read');
  return listed;
}

/** What comes out again, with the record as jsonb gives it back. */
function again(item: object): SourceRecord {
  const { paper, listing, observation, record = null } = kept(item);
  const { listDate, submittedBy } = listing;
  const { upvotes = 0, comments = 0, stars = null } = observation ?? {};
  const stored = JSON.parse(JSON.stringify(record)) as SourceRecord | null;
  return itemOf({ paper, listDate, submittedBy, upvotes, comments, stars, record: stored });
}

describe('the record of an item', () => {
  it('leaves out counts and what is kept elsewhere', () => {
    const at = '2026-03-22T10:00:00.000Z';
    const item = {
      ...whole,
      extra: 1,
      publishedAt: at,
      paper: { ...paper, publishedAt: at, githubStars: 2 },
    };
    expect(kept(item).record).toEqual({ extra: 1 });
    expect(kept({ ...whole, numComments: 1 }).record).toBeNull();
  });

  it('keeps a text that is kept differently elsewhere', () => {
    expect(kept({ ...whole, title: 'One\n  ' }).record).toEqual({ title: 'One\n  ' });
  });

  it('is storable as jsonb and changes no prototype', () => {
    const hostile = `{"paper":{"id":"2603.17024"},"__proto__":{"polluted":1},"a":"x\\u0000y\\ud800z"}`;
    const { record } = kept(JSON.parse(hostile));
    expect(record?.['a']).toBe('xyz');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    const deep = `{"paper":{"id":"2603.17024"},"deep":${'['.repeat(5_000)}${']'.repeat(5_000)}}`;
    expect(JSON.stringify(kept(JSON.parse(deep)).record).length).toBeLessThan(200);
  });

  it('is given up where it is too large', () => {
    const huge = { ...whole, extra: 'x'.repeat(1_000_001) };
    expect(kept(huge).record).toBeNull();
    expect(again(huge)).toMatchObject({ title: 'One', paper: { id: '2603.17024', upvotes: 3 } });
  });

  it('gives back whatever fields an item has', () => {
    const text = fc.stringMatching(/^[a-z][a-zA-Z ]{0,18}[a-z]$/);
    const leaf = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), fc.array(text));
    const name = fc.stringMatching(/^x[a-zA-Z_]{1,10}$/);
    const fields = fc.dictionary(name, fc.oneof(leaf, fc.dictionary(name, leaf)));
    const at = '2026-03-23T00:00:00.000Z';
    fc.assert(
      fc.property(text, text, fields, fields, (title, summary, inner, outer) => {
        const about = { title, summary, publishedAt: at };
        const item = {
          ...outer,
          ...about,
          numComments: 2,
          paper: { ...inner, ...about, id: '2603.17024', upvotes: 1, authors: [], submittedOnDailyAt: at },
        };
        expect(JSON.parse(JSON.stringify(again(item)))).toEqual(JSON.parse(JSON.stringify(item)));
      }),
    );
  });
});
