import { describe, expect, it } from 'vitest';
import { codeOf } from '../../src/error-facts.js';
import { BroadsheetError } from '../../src/errors.js';
import { jobError } from '../../src/jobs/workers.js';

describe('jobError', () => {
  it.each([
    [new BroadsheetError('SOURCE_UNAVAILABLE', 'reader@example.org'), 'SOURCE_UNAVAILABLE'],
    [Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'INTERNAL ECONNREFUSED'],
    [Object.assign(new Error('x'), { code: '23505' }), 'INTERNAL 23505'],
    [Object.assign(new Error('x'), { code: 'reader@example.org' }), 'INTERNAL'],
    [Object.assign(new Error('x'), { code: -10 }), 'INTERNAL'],
    [new Error('reader@example.org'), 'INTERNAL'],
    ['a string', 'INTERNAL'],
    [null, 'INTERNAL'],
    [undefined, 'INTERNAL'],
  ])('of %s says a code alone', (error, message) => {
    const failed = jobError(error);
    expect(failed.message).toBe(message);
    expect(failed.stack).not.toContain('example');
    expect(codeOf(error)).toBe(message);
  });
});
