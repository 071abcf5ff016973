import { readFile } from 'node:fs/promises';
import { inColumns } from '../../../src/cli/in-columns.js';
import { BroadsheetError } from '../../../src/errors.js';
import { parseList } from '../../../src/sources/huggingface/parse-list.js';
import type { Interval } from '../bootstrap.js';
import type { EvaluationOutput } from '../evaluation-output.js';
import { randomFrom } from '../random.js';
import {
  type Estimate,
  evaluatePersonal,
  type PersonalEvaluation,
  personalMeasures,
} from './evaluate-personal.js';
import { type EvaluatedList, inventLists } from './invented-lists.js';

export interface PrintPersonalOptions {
  /** Lists as Daily Papers answers them, one a file, in order; invented ones where none is named. */
  readonly files: readonly string[];
  readonly readers: number;
  readonly seed: number;
  readonly json?: boolean;
}

const INVENTED_DAYS = 60;
/** Fewer leave nothing to learn from, or nothing to judge by. */
const FEWEST_LISTS = 6;

interface Judged {
  readonly taste: 'planted' | 'none';
  readonly evaluation: PersonalEvaluation;
}

/**
 * `npm run evaluate -- personal`: whether the personal order suits simulated readers better than the common one,
 * and what it costs those who have no taste. Reads nothing but the files: no database, no configuration.
 */
export async function printPersonal(
  output: EvaluationOutput,
  { files, readers, seed, json }: PrintPersonalOptions,
): Promise<void> {
  const lists = files.length === 0 ? inventLists(INVENTED_DAYS, randomFrom(seed)) : await readLists(files);
  if (lists.length < FEWEST_LISTS) {
    throw new BroadsheetError('INPUT_INVALID', `Name the lists of ${FEWEST_LISTS} days or more.`);
  }
  const judged = [true, false].map((hasTaste): Judged => {
    const evaluation = evaluatePersonal(lists, { readers, seed, hasTaste });
    return { taste: hasTaste ? 'planted' : 'none', evaluation };
  });
  output.out(json === true ? `${JSON.stringify({ lists: lists.length, judged })}\n` : table(lists, judged));
}

/** Keywords are what tastes are planted on, so the model is shown titles and abstracts alone. */
async function readLists(files: readonly string[]): Promise<EvaluatedList[]> {
  const lists: EvaluatedList[] = [];
  for (const file of files) {
    const request = { date: '2000-01-01', observedAt: new Date(0), baseUrl: 'https://huggingface.co' };
    const papers = parseList(await readItems(file), request).listed.map(({ paper, observation }) => ({
      paper: { ...paper, keywords: [], categories: [] },
      score: Math.log1p(observation?.upvotes ?? 0),
      topics: topicsOf(paper.keywords),
    }));
    if (papers.length > 0) lists.push(papers.sort((a, b) => b.score - a.score));
  }
  return lists;
}

/** The words of its keywords: `diffusion` and `model` of “diffusion models”. */
function topicsOf(keywords: readonly string[]): string[] {
  const words =
    keywords
      .join(' ')
      .toLowerCase()
      .match(/[a-z]{4,}/g) ?? [];
  return [...new Set(words)];
}

async function readItems(file: string): Promise<readonly unknown[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new BroadsheetError('NOT_FOUND', `The file ${file} cannot be read.`, { cause });
  });
  try {
    const items: unknown = JSON.parse(text);
    if (Array.isArray(items)) return items;
  } catch {
    // Said below, as for JSON that is no list.
  }
  throw new BroadsheetError('INPUT_INVALID', `${file} is no list of papers as JSON.`);
}

function table(lists: readonly EvaluatedList[], judged: readonly Judged[]): string {
  const rows = judged.flatMap(({ taste, evaluation }) =>
    (['common', 'personal', 'gain'] as const).map((order) => [
      taste,
      order,
      ...personalMeasures.map((measure) => figure(evaluation[order][measure], order === 'gain' ? '+' : '')),
    ]),
  );
  const [planted] = judged;
  return [
    `${lists.length} lists, ${planted?.evaluation.readers} readers, ${planted?.evaluation.answers.toFixed(1)} answers each; 95 % intervals`,
    '',
    ...inColumns([['taste', 'order', ...personalMeasures], ...rows]),
    '',
  ].join('\n');
}

function figure({ mean, interval }: Estimate, plus: string): string {
  if (mean === null || interval === null) return '–';
  const [low, high]: Interval = interval;
  const [middle, from, to] = [mean, low, high].map((value) => `${value < 0 ? '' : plus}${value.toFixed(4)}`);
  return `${middle} [${from}, ${to}]`;
}
