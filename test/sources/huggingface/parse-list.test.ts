import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BroadsheetError } from '../../../src/errors.js';
import { parseList } from '../../../src/sources/huggingface/parse-list.js';
import { anyCharacter } from '../../support/any-character.js';
import { apiId, apiItem } from './items.js';

const request = {
  date: '2026-03-23',
  observedAt: new Date('2026-03-23T08:00:00Z'),
  baseUrl: 'https://huggingface.co',
};

/** Paths to every value inside a JSON value. */
function pathsOf(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [[]];
  return [
    [],
    ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner).map((path) => [key, ...path])),
  ];
}

/** A copy with what stands at a path removed or replaced. */
function mutate(value: unknown, [key, ...rest]: readonly string[], change: { replace?: unknown }): unknown {
  if (key === undefined) return change.replace;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).flatMap(([name, inner]) => {
    if (name !== key) return [[name, inner]];
    return rest.length === 0 && !('replace' in change) ? [] : [[name, mutate(inner, rest, change)]];
  });
  return Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}

const template = apiItem(apiId(0), {
  organization: { name: 'org', fullname: 'Organization' },
  githubRepo: 'https://github.com/example/code',
  ai_keywords: ['one'],
});
const mutation = fc.record(
  {
    path: fc.constantFrom(...pathsOf(template)),
    replace: fc.oneof(
      fc.jsonValue(),
      fc.string({ unit: anyCharacter }),
      fc.constantFrom('\u0000', '\ud800', 1e300),
    ),
  },
  { requiredKeys: ['path'] },
);
/** An item that is as the API writes it, or one that was damaged in up to three places. */
const damage = fc.array(mutation, { maxLength: 3 });

describe('parseList', () => {
  test('whatever happens to some items, the intact ones are read as they are alone', () => {
    fc.assert(
      fc.property(fc.array(damage, { maxLength: 8 }), (damages) => {
        const items = damages.map((changes, index) =>
          changes.reduce<unknown>(
            (item, { path, ...change }) => mutate(item, path, change),
            structuredClone({ ...template, paper: { ...template.paper, id: apiId(index) } }),
          ),
        );
        const intact = items.filter((_, index) => damages[index]?.length === 0);
        try {
          const { listed, skipped } = parseList(items, request);
          expect(listed.length + skipped.length).toBeLessThanOrEqual(items.length);
          expect(listed).toEqual(expect.arrayContaining([...parseList(intact, request).listed]));
          expect(JSON.stringify(listed)).not.toMatch(/\\u0000|\\ud[89a-f]/);
        } catch (error) {
          expect(error).toBeInstanceOf(BroadsheetError);
          expect(error).toMatchObject({ code: 'SOURCE_ANSWER_INVALID' });
          expect(intact).toEqual([]);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('any list of JSON values is read or refused', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { minLength: 1 }), (items) => {
        expect(() => parseList(items, request)).toThrow(
          expect.objectContaining({
            code: 'SOURCE_ANSWER_INVALID',
            details: { status: 200, date: request.date },
          }),
        );
      }),
    );
  });

  test('a paper counts once, as it came first', () => {
    const twice = [
      apiItem(apiId(1), { upvotes: 5 }),
      apiItem(apiId(2)),
      apiItem(`${apiId(1)}v2`, { upvotes: 9 }),
    ];
    const { listed, skipped } = parseList(twice, request);
    expect(listed.map(({ paper }) => paper.id)).toEqual([apiId(1), apiId(2)]);
    expect(listed[0]?.observation?.upvotes).toBe(5);
    expect(skipped).toEqual([]);
  });

  test('broken items are told and the day is kept', () => {
    const { listed, skipped, whole } = parseList(
      [apiItem(apiId(1)), { paper: {} }, 5, apiItem('nonsense')],
      request,
    );
    // One of them may be a paper that was listed before, which is not taken off then.
    expect(whole).toBe(false);
    expect(listed.map(({ paper }) => paper.id)).toEqual([apiId(1)]);
    expect(skipped).toEqual([
      { paperId: null, reason: 'no paper id' },
      { paperId: null, reason: 'no paper id' },
      { paperId: 'nonsense', reason: 'not an arXiv id' },
    ]);
  });

  test('an empty list is an empty list', () => {
    expect(parseList([], request)).toEqual({ listed: [], skipped: [], drift: [], whole: true });
  });
});
