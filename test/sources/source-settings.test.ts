import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nameOf, parseSources } from '../../src/sources/source-settings.js';

describe('parseSources', () => {
  test('reads each kind', () => {
    const sources = parseSources(
      'huggingface, arxiv:cs.CL+cs.LG , file:lists/our notes.jsonl,file:/srv/days',
    );
    expect(sources).toEqual([
      { kind: 'huggingface' },
      { kind: 'arxiv', categories: ['cs.CL', 'cs.LG'] },
      { kind: 'file', name: 'our-notes', path: resolve('lists/our notes.jsonl') },
      { kind: 'file', name: 'days', path: '/srv/days' },
    ]);
    expect(sources.map(nameOf)).toEqual(['huggingface', 'arxiv', 'file:our-notes', 'file:days']);
  });

  test('arXiv beside another source needs no categories; whole archives are fine', () => {
    expect(parseSources('huggingface,arxiv')).toContainEqual({ kind: 'arxiv', categories: [] });
    expect(parseSources('arxiv:hep-th+cs.*+cond-mat.mtrl-sci+cs.*')).toEqual([
      { kind: 'arxiv', categories: ['hep-th', 'cs.*', 'cond-mat.mtrl-sci'] },
    ]);
  });

  test.each([
    ['', 'entry 1: expected huggingface, arxiv, arxiv:CATEGORY+CATEGORY or file:PATH'],
    ['huggingface,', 'entry 2: expected huggingface'],
    ['huggingfase', 'entry 1: expected huggingface'],
    ['huggingface:daily', 'entry 1: expected huggingface'],
    ['huggingface, arxiv:', 'entry 2: expected up to 30 categories'],
    ['arxiv:cs.CL+', 'entry 1: expected up to 30 categories'],
    ['arxiv:CS CL', 'entry 1: expected up to 30 categories'],
    ['arxiv:cs.CL OR all:x', 'entry 1: expected up to 30 categories'],
    ['file:', 'entry 1: expected huggingface'],
    ['file:/', 'entry 1: expected the path'],
    ['huggingface,huggingface', 'entry 2: the same name stands before it'],
    ['file:/a/list.json,file:/b/list.jsonl', 'entry 2: the same name stands before it'],
    ['arxiv:cs.CL,arxiv:cs.LG', 'entry 2: the same name stands before it'],
    ['arxiv', 'entry 1: arxiv alone lists no papers'],
  ])('refuses %j', (text, message) => {
    expect(() => parseSources(text)).toThrow(message);
  });
});
