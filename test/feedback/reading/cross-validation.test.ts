import { describe, expect, it } from 'vitest';
import { classifyMail } from '../../../src/feedback/reading/classify-mail.js';
import { type Knowledge, knowledge } from '../../../src/feedback/reading/knowledge.js';
import type { RefusalRule } from '../../../src/refusals/refusal-rules.js';
import { type Figures, figuresOf, figuresTable, percent, recordedMail, type Share } from './recorded-mail.js';

/** A phrase that remembers for which families it spoke. */
class Witness extends RegExp {
  readonly families = new Set<string>();
  override test(text: string): boolean {
    const speaks = super.test(text);
    if (speaks) this.families.add(reading);
    return speaks;
  }
}
let reading = '';

function witnesses(rule: RefusalRule): RefusalRule {
  return rule.text === undefined ? rule : { ...rule, text: rule.text.map((phrase) => new Witness(phrase)) };
}

/** What one would know had one never seen a message of this family: no phrase and no dialect of its own. */
function without(
  family: string,
  rules: readonly RefusalRule[],
  dialects: Map<string, Set<string>>,
): Knowledge {
  const isLearntHere = (phrase: RegExp): boolean =>
    phrase instanceof Witness && phrase.families.size === 1 && phrase.families.has(family);
  return {
    rules: rules.map((rule) =>
      rule.text === undefined ? rule : { ...rule, text: rule.text.filter((phrase) => !isLearntHere(phrase)) },
    ),
    dialects: knowledge.dialects.filter(({ name }) => {
      const speakers = dialects.get(name);
      return speakers === undefined || speakers.size > 1 || !speakers.has(family);
    }),
  };
}

function heldOutFigures(): Figures {
  const rules = knowledge.rules.map(witnesses);
  const dialects = new Map<string, Set<string>>();
  for (const { raw, family } of recordedMail) {
    reading = family;
    for (const { rule } of classifyMail(raw, { ...knowledge, rules }).events) {
      const name = rule.split('/', 1)[0] ?? '';
      dialects.set(name, (dialects.get(name) ?? new Set()).add(family));
    }
  }
  const families = new Set(recordedMail.map(({ family }) => family));
  const learnt = new Map([...families].map((family) => [family, without(family, rules, dialects)]));
  reading = 'nobody';
  return figuresOf(recordedMail, ({ raw, family }) => classifyMail(raw, learnt.get(family)).events);
}

/** Ways of reading that know what is usual and nothing of one server. */
const generic: Knowledge = { ...knowledge, dialects: [] };

describe.skipIf(recordedMail.length === 0)(
  'what is known of a family of servers without having seen it',
  () => {
    const heldOut = heldOutFigures();
    const plain = figuresOf(recordedMail, ({ raw }) => classifyMail(raw, generic).events);
    console.info(
      figuresTable('each family without the phrases and dialects that only its own messages use', heldOut),
    );
    console.info(figuresTable('all without any dialect', plain));

    const share = (figures: Figures, what: string): number => percent(figures[what] as Share);

    it.each([
      ['recognised, DSN', 99],
      ['recognised, free form', 95],
      ['recipient found, DSN', 97],
      ['recipient found, free form', 96],
      ['not wrongly hard', 99.5],
      ['dead is hard, DSN', 92],
      ['dead is hard, free form', 90],
    ])('%s: at least %d %%', (what, least) => {
      expect(share(heldOut, what), heldOut[what]?.bad.join(', ')).toBeGreaterThanOrEqual(least);
      expect(share(plain, what), plain[what]?.bad.join(', ')).toBeGreaterThanOrEqual(least);
    });
  },
);
