import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { judgeTopics } from '../../bench/evaluate/topics/judge-topics.js';
import {
  readLabelled,
  readRecordedPapers,
  withoutSummary,
} from '../../bench/evaluate/topics/read-labelled.js';
import type { TopicSource } from '../../src/model/topics.js';
import { readTopicsFile } from '../../src/topics/read-topics.js';
import { shippedTopics } from '../../src/topics/shipped-topics.js';
import { shippedVocabulary } from '../../src/topics/vocabulary.js';

const shared = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
/** Papers that were labelled by reading title and summary, before the vocabulary was written. */
const own = fileURLToPath(new URL('./labels.tsv', import.meta.url));

const about = (paper: Partial<TopicSource>) =>
  shippedVocabulary.topicsOf({ title: '', abstract: '', summary: null, keywords: [], ...paper });

describe('the vocabulary', () => {
  it('has names that stand once, evidence for each, and rivals that exist', () => {
    const names = shippedTopics.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, evidence, rivals } of shippedTopics) {
      expect(name).toMatch(/^[a-z-]+$/);
      expect(evidence.length).toBeGreaterThan(0);
      expect(rivals.filter((rival) => !names.includes(rival) || rival === name)).toEqual([]);
    }
  });

  it('holds no phrase of a topic twice, nor one that says something and nothing', () => {
    for (const { name, evidence, never } of shippedTopics) {
      const all = [...evidence.flatMap(({ phrases }) => phrases), ...never];
      expect(
        all.filter((phrase, index) => all.indexOf(phrase) !== index).map((phrase) => [name, phrase]),
      ).toEqual([]);
    }
  });
});

describe('a paper', () => {
  it.each<[string, Partial<TopicSource>, string[]]>([
    ['is about what its title names', { title: 'Folding shirts with humanoid robots' }, ['robotics']],
    ['is found whatever its case and accents are', { title: 'RÓBOTS that fold' }, ['robotics']],
    [
      'is not about what only its abstract mentions',
      { title: 'An invented benchmark', abstract: 'It needs perceptual manipulation, as a robot does.' },
      ['evaluation'],
    ],
    [
      'is not about a word that stands in another phrase',
      { title: 'Representation alignment for denoising' },
      ['diffusion'],
    ],
    [
      'is about what its summary and its keywords say together',
      { title: 'Fold', summary: 'A policy folds with a robot arm.', keywords: ['robot', 'vla'] },
      ['robotics'],
    ],
    ['is about nothing where nothing is said', { title: 'Untitled' }, []],
  ])('%s', (_what, paper, topics) => {
    expect(about(paper).about).toEqual(topics);
  });

  it('is surely about a topic only with more than its title', () => {
    expect(about({ title: 'Robots' }).surelyAbout).toEqual([]);
    const said = { title: 'Robots', summary: 'Robotic manipulation.', keywords: ['robot'] };
    expect(about(said).surelyAbout).toEqual(['robotics']);
  });
});

describe('an operator’s file', () => {
  const folding = {
    label: { en: 'Folding', de: 'Falten' },
    definition: { en: 'Folding things.' },
    evidence: [{ weight: 1, phrases: ['origami', 'folding'] }],
  };

  it('adds topics, and phrases to those that are there', () => {
    const robots = { evidence: [{ weight: 1, phrases: ['exoskeleton'] }] };
    const vocabulary = readTopicsFile(JSON.stringify({ folding, robotics: robots }));
    const paper = { title: 'Origami by exoskeletons', abstract: '', summary: null, keywords: [] };
    expect(vocabulary.topicsOf(paper).about).toEqual(['robotics', 'folding']);
    expect(vocabulary.own.get('folding')?.label).toEqual(folding.label);
    expect(shippedVocabulary.has('folding')).toBe(false);
  });

  it.each<[unknown, RegExp]>([
    ['{', /not JSON/],
    [[], /the file/],
    [{ folding: { ...folding, label: undefined } }, /\/folding\/label: a new topic needs a label/],
    [{ folding: { ...folding, definition: { de: 'x' } } }, /\/folding\/definition/],
    [{ folding: { ...folding, evidence: [] } }, /\/folding\/evidence/],
    [{ folding: { ...folding, rivals: ['astrology'] } }, /there is no topic astrology/],
    [{ folding: { ...folding, weigth: 1 } }, /folding/],
    [{ __proto__: null, constructor: 1 }, /constructor/],
  ])('%j is refused with its place', (given, reason) => {
    const text = typeof given === 'string' ? given : JSON.stringify(given);
    expect(() => readTopicsFile(text)).toThrow(reason);
  });
});

describe.skipIf(!existsSync(`${shared}topics/labels-dev.tsv`))('on papers that people labelled', () => {
  const recorded = readRecordedPapers(`${shared}huggingface/daily_papers`);
  const readAll = async () => {
    const papers = await recorded;
    const files = [`${shared}topics/labels-dev.tsv`, own];
    return Promise.all(files.map((file) => readLabelled(file, papers)));
  };

  it('most that is said is right, and most that is right is said', async () => {
    for (const labelled of await readAll()) {
      const { macro, micro, topicsPerPaper } = judgeTopics(shippedVocabulary, labelled);
      expect(labelled.length).toBeGreaterThan(140);
      expect(macro.f1).toBeGreaterThan(0.75);
      expect(macro.precision).toBeGreaterThan(0.75);
      expect(macro.recall).toBeGreaterThan(0.75);
      expect(micro.f1).toBeGreaterThan(0.77);
      expect(topicsPerPaper).toBeLessThan(2.6);
    }
  });

  it('so it is of papers without summary and keywords', async () => {
    for (const labelled of await readAll()) {
      expect(judgeTopics(shippedVocabulary, withoutSummary(labelled)).macro.f1).toBeGreaterThan(0.7);
    }
  });

  it('no topic that many papers have is told too often or wrongly', async () => {
    const { topics } = judgeTopics(shippedVocabulary, (await readAll()).flat());
    const frequent = topics.filter(({ labelled }) => labelled >= 9);
    expect(frequent.length).toBeGreaterThan(15);
    for (const { topic, labelled, matched, f1 } of frequent) {
      expect([topic, f1 > 0.55, matched <= 1.5 * labelled]).toEqual([topic, true, true]);
    }
  });
});
