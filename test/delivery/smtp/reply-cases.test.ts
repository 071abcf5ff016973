import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { classifyReply } from '../../../src/delivery/smtp/classify-smtp-reply.js';
import { parseReply, type SmtpStage } from '../../../src/delivery/smtp/smtp-reply.js';

const file = fileURLToPath(new URL('../../../../shared/data/cases/smtp-replies.tsv', import.meta.url));

const rows = existsSync(file)
  ? readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split('\t') as [SmtpStage, string, string])
  : [];

/** The classes that the right answer names; `never dead` rules one out. */
function allowed(answer: string): string[] {
  const classes = ['throttled', 'configuration', 'rejected', 'policy', 'temporary', 'dead-address'];
  const words = answer.split(/[:(;]/, 1)[0]?.replace(/never dead.*/, '') ?? '';
  return classes.filter((name) => words.includes(name));
}

describe.skipIf(rows.length === 0)('replies that were misread', () => {
  it.each(rows.filter(([, , answer]) => allowed(answer).length > 0))('%s %s', (stage, reply, answer) => {
    expect(allowed(answer)).toContain(classifyReply(parseReply(stage, reply)));
  });
});
