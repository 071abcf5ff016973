import { describe, expect, it } from 'vitest';
import { mainContribution } from '../../src/paper-text/contribution.js';

describe('mainContribution', () => {
  it.each([
    [
      'Papers are many. We introduce an invented reader. We evaluate it on nothing.',
      ['We introduce an invented reader.'],
    ],
    [
      'This design wastes paper. This introduces delay. To mend it, in this work we propose folding. It folds.',
      ['To mend it, in this work we propose folding.'],
    ],
    [
      'This technical report presents a made-up model. It is small.',
      ['This technical report presents a made-up model.'],
    ],
    ['We argue that nothing was read. Nobody knows.', ['We argue that nothing was read.']],
    ['Nothing is said of what was done. Or of why.', ['Nothing is said of what was done.']],
    ['We present one. We release two. We build three.', ['We present one.', 'We release two.']],
  ])('of %j', (abstract, sentences) => {
    expect(mainContribution(abstract, 2)).toEqual(sentences);
  });
});
