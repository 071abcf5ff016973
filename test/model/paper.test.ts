import { expect, test } from 'vitest';
import { arxivIdOf } from '../../src/model/paper-id.js';
import { sharedCases } from '../support/shared-cases.js';

test.each([
  ['2603.17024', '2603.17024'],
  ['2603.17024v2', '2603.17024'],
  ['0704.0001v12', '0704.0001'],
  [' arXiv:2603.17024v1 ', '2603.17024'],
  ['oai:arXiv.org:2603.17024v1', '2603.17024'],
  ['http://arxiv.org/abs/2603.17024v1', '2603.17024'],
  ['https://arxiv.org/pdf/2603.17024v1.pdf', '2603.17024'],
  ['https://huggingface.co/papers/2603.17024', '2603.17024'],
  ['cs/0501001', 'cs/0501001'],
  ['math.GT/0309136', 'math/0309136'],
  ['http://arxiv.org/abs/math.GT/0309136v1', 'math/0309136'],
  ['hep-th/9901001v3', 'hep-th/9901001'],
  ['Cond-Mat/0102536', 'cond-mat/0102536'],
  ['https://arxiv.org/api/errors#incorrect_id_format_for_abc', null],
  ['2603.17', null],
  ['2603.170245', null],
  ['math/030913', null],
  ['../etc/0309136', null],
  ['sample-01', null],
  ['', null],
  ['https://ar5iv.labs.arxiv.org/html/2603.17024', '2603.17024'],
  ['https://www.alphaxiv.org/overview/2603.17024v1', '2603.17024'],
  ['export.arxiv.org/abs/hep-th/9901001?context=hep-th', 'hep-th/9901001'],
  ['doi:10.48550/arXiv.2603.17024', '2603.17024'],
  ['https://dx.doi.org/10.48550/ARXIV.2603.17024', '2603.17024'],
  ['<https://arxiv.org/abs/2603.17024>', '2603.17024'],
  ['(arXiv:2603.17024).', '2603.17024'],
  ['“2603.17024”', '2603.17024'],
  ['[2603.17024]', '2603.17024'],
  ['2603.17024v1.pdf', '2603.17024'],
  ['https://arxiv.org/abs/hep-th%2F9901001', 'hep-th/9901001'],
  ['arXiv:hep-th/9901001v2 [hep-th]', 'hep-th/9901001'],
  ['http://localhost:3000/papers/2603.17024.md', '2603.17024'],
  ['https://huggingface.co/papers/2603.17024?ref=mail#community', '2603.17024'],
  ['https://example.org/someone/2603.17024', null],
  ['see 2603.17024', null],
  ['12603.17024', null],
])('%j is the paper %s', (text, id) => {
  expect(arxivIdOf(text)).toBe(id);
});

test.each(sharedCases('identifiers.tsv'))('people paste %s for %s', (text, id) => {
  expect(arxivIdOf(text)).toBe(id);
});
