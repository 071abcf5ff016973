import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BroadsheetError, type ErrorCode, errorCodes } from '../../../src/errors.js';
import { languages } from '../../../src/model/language.js';
import { toProblem } from '../../../src/web/http/problem.js';
import { errorMessage } from '../../../src/web/pages/error-messages.js';
import { shippedTexts } from '../../support/shipped-texts.js';

const texts = await shippedTexts();
const codes = Object.keys(errorCodes) as ErrorCode[];

describe('problems', () => {
  it.each([
    ['INPUT_INVALID', 400],
    ['TOKEN_INVALID', 400],
    ['UNAUTHORIZED', 401],
    ['NOT_FOUND', 404],
    ['TOKEN_EXPIRED', 410],
    ['ADDRESS_INVALID', 422],
    ['RATE_LIMITED', 429],
    ['QUEUE_UNREACHABLE', 503],
    ['TEMPLATE_INVALID', 500],
    ['INTERNAL', 500],
  ] as const)('%s is %i', (code, status) => {
    expect(toProblem(new BroadsheetError(code, 'What to do.'))).toMatchObject({ code, status });
  });

  it.each(codes)('%s has a title, a detail and a page with a heading and a way on', (code) => {
    const problem = toProblem(new BroadsheetError(code, 'What to do.'));
    expect(problem.title.length).toBeGreaterThan(2);
    for (const language of languages) {
      const message = errorMessage(texts[language], problem, null);
      expect(message.heading).not.toMatch(/[!]|oops/i);
      expect(message.paragraphs.join(' ').length).toBeGreaterThan(5);
    }
  });

  it('tell nothing of what failed within', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8, unit: 'grapheme' }), (secret) => {
        const marked = `@@${secret}@@`;
        const causes = [
          new Error(marked),
          Object.assign(new Error(marked), { code: '42P01', detail: marked }),
          Object.assign(new Error(marked), { statusCode: 500 }),
          new BroadsheetError('TEMPLATE_INVALID', marked),
          marked,
          null,
          undefined,
        ];
        for (const cause of causes) {
          const problem = toProblem(cause);
          expect(problem.status).toBe(500);
          expect(JSON.stringify(problem)).not.toContain('@@');
        }
      }),
    );
  });

  it.each(['ECONNREFUSED', '57P01', '53300'])('%s means that the database is away', (code) => {
    const problem = toProblem(Object.assign(new Error('x'), { code }));
    expect(problem).toMatchObject({ status: 503, code: 'DATABASE_UNREACHABLE' });
  });
});
