import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { feedbackReasons } from '../../../src/model/feedback.js';

const reference = readFileSync(new URL('../../../docs/reference.md', import.meta.url), 'utf8');

describe('feedbackReasons', () => {
  it.each(Object.entries(feedbackReasons))(
    'says of %s in one short line what it means',
    (name, { meaning }) => {
      expect(meaning).toMatch(/^[A-Z].{1,79}\.$/);
      expect(reference).toMatch(
        new RegExp(`^\\| \`${name}\` \\| [^|]+ \\| ${meaning.replace('.', '\\.')} \\|$`, 'm'),
      );
    },
  );
});
