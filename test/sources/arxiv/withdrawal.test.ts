import { expect, test } from 'vitest';
import { isWithdrawn } from '../../../src/sources/arxiv/withdrawal.js';
import { sharedCases } from '../../support/shared-cases.js';

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
  ['Authors request that this paper be withdrawn', true],
  ['Please withdraw this submission', true],
  ['I would like to retract my paper', true],
  ['arXiv admin note: submission has been withdrawn by arXiv', true],
  ['Withdrawn due to errors in the data', true],
  ['This version withdrawn by arXiv administrators because of text reuse', true],
  ['This paper was withdrawn from arXiv by the authors', true],
  ['10 pages. The authors have withdrawn this paper', true],
  ['Withdrawn from NeurIPS 2024', false],
  ['v1 was withdrawn; this is the corrected v2', false],
  ['Previous version withdrawn due to an error', false],
  ['This replaces arXiv:2401.00001, which was withdrawn', false],
  ['Section 3 has been removed', false],
  ['The claim in Section 2 was withdrawn', false],
  ['Data has been removed by the authors on request', false],
  ['Submitted to ICLR 2025 and withdrawn from it', false],
  ['We study withdrawn papers', false],
  ['Withdrawn from arXiv due to an error', true],
  ['This paper is no longer valid and has been withdrawn', true],
  ['Has been withdrawn', true],
  ['The author asked to have this paper withdrawn', true],
  ['Sadly, this paper has to be withdrawn', true],
  ['Uploaded again after the first upload was removed by arXiv', false],
  ['arXiv:2401.00001 was withdrawn by the authors', false],
  ['hep-th/9901001v2 has been withdrawn by the author and is replaced by this', false],
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

test.each(sharedCases('withdrawals.tsv'))('%s: %s', (withdrawn, comment) => {
  expect(isWithdrawn({ comment: comment ?? '', abstract: 'An ordinary abstract.' })).toBe(
    withdrawn === 'yes',
  );
});
