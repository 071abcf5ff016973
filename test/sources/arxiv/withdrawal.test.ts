import { expect, test } from 'vitest';
import { isWithdrawn } from '../../../src/sources/arxiv/withdrawal.js';

test.each([
  ['This paper has been withdrawn', true],
  ['This paper has been withdrawn by the authors due to a crucial error in equation 3', true],
  ['this article was withdrawn because of an overlap', true],
  ['Withdrawn', true],
  ['WITHDRAWN: the proof of Lemma 2 is wrong', true],
  ['Paper withdrawn due to an error', true],
  ['This submission has been withdrawn by arXiv administrators due to inappropriate text reuse', true],
  ['12 pages. This manuscript has now been withdrawn', true],
  ['This manuscript is now withdrawn', true],
  ['withdrawn by the author for revision', true],
  ['We have withdrawn this paper', true],
  ['12 pages, 3 figures', false],
  ['Replaces the withdrawn arXiv:2501.00001', false],
  ['A study of withdrawn drugs, 9 pages', false],
  ['Troops are withdrawn in section 3', false],
  ['', false],
])('the comment %j', (comment, expected) => {
  expect(isWithdrawn({ comment, abstract: 'An ordinary abstract.' })).toBe(expected);
});

test.each([
  ['This paper has been withdrawn by the author.', true],
  ['  This submission has been withdrawn. See the published version.', true],
  ['Note: this paper is withdrawn.', true],
  ['We study why papers are withdrawn. In a sample, this paper has been withdrawn by its authors.', false],
  ['Retracted papers are cited on. We count how often.', false],
  ['Withdrawn drugs come back in models. We show how.', false],
])('the abstract %j', (abstract, expected) => {
  expect(isWithdrawn({ comment: '9 pages', abstract })).toBe(expected);
});
