import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalRules,
  completeRules,
  type GivenRules,
  noRules,
  rulesFaults,
  termKinds,
} from '../../src/model/rules.js';

const anyTerms = fc.record(
  Object.fromEntries(
    termKinds.map((kind) => [kind, fc.array(fc.string({ maxLength: 12 }), { maxLength: 4 })]),
  ),
  { requiredKeys: [] },
);
const anyRules = fc.record(
  {
    follow: anyTerms,
    mute: anyTerms,
    minUpvotes: fc.nat(50),
    onlyWithCode: fc.boolean(),
    maxPapers: fc.option(fc.integer({ min: 1, max: 20 })),
    abstracts: fc.constantFrom('full', 'short', 'titles'),
    whenNothingMatches: fc.constantFrom('nothing', 'topThree'),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<GivenRules>;

describe('rules', () => {
  it('have one spelling, which reads back as the same rules', () => {
    fc.assert(
      fc.property(anyRules, (given) => {
        const rules = completeRules(given);
        const again = completeRules(JSON.parse(canonicalRules(rules)) as GivenRules);
        expect(again).toEqual(rules);
        expect(canonicalRules(again)).toBe(canonicalRules(rules));
      }),
    );
  });

  it('are the same whatever the order, the spaces and the repetitions of their terms', () => {
    const one = completeRules({ follow: { keywords: [' state  space', 'Diffusion', 'diffusion'] } });
    const other = completeRules({ follow: { keywords: ['Diffusion', 'state space', ''] }, mute: {} });
    expect(canonicalRules(one)).toBe(canonicalRules(other));
    expect(canonicalRules(one)).toBe('{"follow":{"keywords":["Diffusion","state space"]}}');
  });

  it('that choose everything are none', () => {
    expect(canonicalRules(noRules)).toBe('{}');
    expect(canonicalRules(completeRules({ follow: { topics: [' '] }, minUpvotes: 0 }))).toBe('{}');
  });

  it.each<[GivenRules, string[]]>([
    [
      { follow: { topics: ['diffusion'] }, mute: { categories: ['cs.CL', 'cond-mat.mtrl-sci', 'hep-th'] } },
      [],
    ],
    [{ follow: { topics: ['astrology'] } }, ['/follow/topics']],
    [{ mute: { categories: ['CL'] } }, ['/mute/categories']],
    [{ follow: { keywords: ['---'] } }, ['/follow/keywords']],
    [{ follow: { authors: ['a'.repeat(81)] } }, ['/follow/authors']],
    [{ mute: { keywords: Array.from({ length: 31 }, (_, index) => `word ${index}`) } }, ['/mute/keywords']],
  ])('%j has faults at %j', (given, pointers) => {
    expect(
      rulesFaults(completeRules(given), (name) => name === 'diffusion').map(({ pointer }) => pointer),
    ).toEqual(pointers);
  });
});
