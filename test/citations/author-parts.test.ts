import { describe, expect, it } from 'vitest';
import { authorParts, isGroup } from '../../src/citations/author-parts.js';

/** `given | particle | family | suffix`, or the whole as a literal. */
function told(name: string): string | null {
  const parts = authorParts(name);
  if (parts === null) return null;
  return 'literal' in parts
    ? parts.literal
    : [parts.given, parts.particle, parts.family, parts.suffix].join(' | ');
}

describe('authorParts', () => {
  it.each<[string, string | null]>([
    ['Ada Sample', 'Ada |  | Sample | '],
    ['LHCb collaboration', 'LHCb collaboration'],
    ['the ALICE Collaboration', 'the ALICE Collaboration'],
    ['Team Sample', 'Team Sample'],
    ['SampleAI', 'SampleAI'],
    ['Institute of Tea', 'Institute of Tea'],
    ['Tea Team, AI @ Kettle', 'Tea Team, AI @ Kettle'],
    ['Tea Team Kettle', 'Tea Team Kettle'],
    ['Collaboration TEA', 'Collaboration TEA'],
    ['Ada Teamer', 'Ada |  | Teamer | '],
    ['the Particle Data Group', 'the Particle Data Group'],
    ['Ana Ai', 'Ana |  | Ai | '],
    ['Ada B. Sample', 'Ada B. |  | Sample | '],
    ['Ludwig van Sample', 'Ludwig | van | Sample | '],
    ['Ada van der Sample', 'Ada | van der | Sample | '],
    ['Ada de la Sample', 'Ada | de la | Sample | '],
    ['Ada Van Sample', 'Ada | Van | Sample | '],
    ['Anh Van Nguyen', 'Anh Van |  | Nguyen | '],
    ['Xin Di Zhang', 'Xin Di |  | Zhang | '],
    ['De Sample', 'De |  | Sample | '],
    ['van Sample', 'van |  | Sample | '],
    ["Ada d'Sample", "Ada |  | d'Sample | "],
    ['Ada Sample Jr.', 'Ada |  | Sample | Jr.'],
    ['Sample Jr.', 'Sample |  | Jr. | '],
    ['Sample, Ada', 'Ada |  | Sample | '],
    ['van der Sample, Ada', 'Ada | van der | Sample | '],
    ['Sample, Ada van', 'Ada | van | Sample | '],
    ['Sample y Specimen, Ada', 'Ada |  | Sample y Specimen | '],
    ['Sample, Jr., Ada', 'Ada |  | Sample | Jr.'],
    ['Ada Sample, III', 'Ada |  | Sample | III'],
    ["Ada Specim\\'en", 'Ada |  | Specimén | '],
    ['Sample-AI', 'Sample-AI'],
    ['The Sample Team', 'The Sample Team'],
    ['Sample', 'Sample'],
    ['样本人', '样本人'],
    ['A, B, C, D', 'A, B, C, D'],
    ['', null],
    ['   ', null],
    [',', ','],
  ])('of %j', (name, expected) => {
    expect(told(name)).toBe(expected);
  });
});

it.each([
  ['TEA Collaboration', true],
  ['the Tea Data Group', true],
  ['Sample-AI', true],
  ['University of Tea', true],
  ['Ada Muster', false],
  ['Madonna', false],
  ['Mai', false],
])('%s is a group: %s', (name, expected) => {
  expect(isGroup(name)).toBe(expected);
});
