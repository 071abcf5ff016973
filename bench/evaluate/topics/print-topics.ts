import { readFile } from 'node:fs/promises';
import { inColumns } from '../../../src/cli/in-columns.js';
import { BroadsheetError } from '../../../src/errors.js';
import { readTopicsFile } from '../../../src/topics/read-topics.js';
import { shippedVocabulary } from '../../../src/topics/vocabulary.js';
import type { EvaluationOutput } from '../evaluation-output.js';
import { judgeTopics, type TopicsVerdict } from './judge-topics.js';
import { readLabelled, readRecordedPapers, withoutSummary } from './read-labelled.js';

export interface PrintTopicsOptions {
  readonly papers: string;
  readonly labels: readonly string[];
  readonly topics?: string;
  readonly withoutSummary?: boolean;
  readonly json?: boolean;
}

/** `npm run evaluate -- topics`: precision, recall and F1 of each topic on labelled papers, and their means. */
export async function printTopics(output: EvaluationOutput, options: PrintTopicsOptions): Promise<void> {
  const vocabulary =
    options.topics === undefined ? shippedVocabulary : readTopicsFile(await readFile(options.topics, 'utf8'));
  const papers = await readRecordedPapers(options.papers);
  const labelled = (await Promise.all(options.labels.map((file) => readLabelled(file, papers)))).flat();
  if (labelled.length === 0) {
    throw new BroadsheetError('INPUT_INVALID', 'None of the labelled papers is among the recorded ones.');
  }
  const verdict = judgeTopics(vocabulary, options.withoutSummary ? withoutSummary(labelled) : labelled);
  output.out(options.json ? `${JSON.stringify(verdict, null, 2)}\n` : inWords(verdict, labelled.length));
}

function inWords({ topics, macro, micro, topicsPerPaper }: TopicsVerdict, papers: number): string {
  const rates = (of: { precision: number; recall: number; f1: number }) =>
    [of.precision, of.recall, of.f1].map((rate) => rate.toFixed(2));
  const rows = topics.map((figures) => [
    figures.topic,
    String(figures.labelled),
    String(figures.matched),
    ...rates(figures),
  ]);
  const table = inColumns([
    ['topic', 'labelled', 'matched', 'precision', 'recall', 'F1'],
    ...rows,
    ['macro', '', '', ...rates(macro)],
    ['micro', '', '', ...rates(micro)],
  ]);
  return `${table.join('\n')}\n${papers} papers, ${topicsPerPaper.toFixed(2)} topics a paper\n`;
}
