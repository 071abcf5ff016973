import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TopicSource } from '../../../src/model/topics.js';
import { parseList } from '../../../src/sources/huggingface/parse-list.js';
import type { LabelledPaper } from './judge-topics.js';

/** The day of a list and the address of its source say nothing of what papers are about. */
const REQUEST = { date: '2026-01-01', observedAt: new Date(0), baseUrl: 'https://papers.example' };

/** Papers by id, out of a folder of lists as Daily Papers answers them, one a file. */
export async function readRecordedPapers(folder: string): Promise<ReadonlyMap<string, TopicSource>> {
  const papers = new Map<string, TopicSource>();
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.json')).sort()) {
    const items: unknown = JSON.parse(await readFile(join(folder, file), 'utf8'));
    if (!Array.isArray(items)) continue;
    for (const { paper } of parseList(items, REQUEST).listed) papers.set(paper.id, paper);
  }
  return papers;
}

/** Lines of an id and its topics, `2603.00001<tab>agents,code`; papers that are not among the recorded ones are left out. */
export async function readLabelled(
  file: string,
  papers: ReadonlyMap<string, TopicSource>,
): Promise<LabelledPaper[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  return lines.flatMap((line) => {
    const [id = '', topics = ''] = line.split('\t');
    const paper = papers.get(id);
    return paper === undefined ? [] : [{ paper, topics: new Set(topics.split(',').filter(Boolean)) }];
  });
}

/** As from a source that gives neither a summary nor keywords, such as arXiv. */
export function withoutSummary(labelled: readonly LabelledPaper[]): LabelledPaper[] {
  return labelled.map(({ paper, topics }) => ({ topics, paper: { ...paper, summary: null, keywords: [] } }));
}
