import { CspEvaluator } from 'csp_evaluator/dist/evaluator.js';
import { Severity } from 'csp_evaluator/dist/finding.js';
import { CspParser } from 'csp_evaluator/dist/parser.js';
import { HtmlValidate } from 'html-validate';
import type { Page } from 'playwright-core';

const validator = new HtmlValidate({
  extends: ['html-validate:standard'],
  rules: {
    // Written by hand, with line breaks where they are read best.
    'no-trailing-whitespace': 'off',
    'long-title': 'off',
  },
});

/** What is not valid in a page's HTML. */
export async function markupFaults(html: string): Promise<string[]> {
  const { results } = await validator.validateString(html);
  return results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line }) => `${line}: ${ruleId}: ${message}`),
  );
}

/** What a Content-Security-Policy as it was sent leaves open, of medium severity and worse. */
export function policyFaults(header: unknown): string[] {
  const policy = String(header);
  const found = new CspEvaluator(new CspParser(policy).csp)
    .evaluate()
    .filter(({ severity }) => severity <= Severity.MEDIUM && severity !== Severity.NONE)
    .map(({ directive, description }) => `${directive}: ${description}`);
  return policy.includes('unsafe') ? [...found, `allows what is unsafe: ${policy}`] : found;
}

/** By how many pixels a page is wider than its window. */
export function pixelsTooWide(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}
