import { expect, it } from 'vitest';
import { thawedPaper } from '../../../src/store/digests/frozen-paper.js';

it('a paper that was frozen before a field was kept says nothing there', () => {
  const frozen = { id: '2603.00001', title: 'A title', abstract: 'What it says.', authors: ['Ada Example'] };
  expect(thawedPaper(frozen)).toEqual({
    ...frozen,
    ...{ publishedAt: null, organization: null, codeUrl: null, projectUrl: null, summary: null },
    ...{ keywords: [], categories: [] },
  });
  const whole = {
    ...{ organization: 'Example Lab', codeUrl: 'https://example.org/code', projectUrl: null },
    ...{ summary: 'In short.', keywords: ['agents'], categories: ['cs.CL'] },
  };
  expect(thawedPaper({ ...frozen, ...whole, publishedAt: '2026-03-20T10:00:00.000Z' })).toEqual({
    ...{ ...frozen, ...whole },
    publishedAt: new Date('2026-03-20T10:00:00Z'),
  });
});
