import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take the longest, in the order in which they start: no two of those that keep both cores busy side by
 * side. The rest come after them, the larger ones first.
 */
const LONGEST = [
  'faults/cut-connections',
  'cli/commands',
  'embedded/postgres/kill',
  'cli/start-and-stop',
  'faults/kill-embedded',
  'end-to-end/whole-way',
  'embedded/postgres/run-as',
  'faults/kill-processes',
  'embedded/postgres/share',
  'delivery/ledger/killed-worker',
  'browser/pages',
  'faults/restart-workers',
  'browser/walk',
  'browser/personal-pages',
  'bench/main',
  'feedback/inbound/imap-reader',
  'delivery/bulk-refusals',
  'jobs/sweep',
  'jobs/outage',
  'jobs/schedules.property',
].map((name) => `test/${name}.test.ts`);

/**
 * Those that start processes first: they wait for much, and the many small files after them fill what would be left
 * over at the end. Files of one project stay together, since a worker that changes projects loads every module anew.
 */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const index = LONGEST.indexOf(relative(this.ctx.config.root, moduleId));
      return index === -1 ? LONGEST.length : index;
    };
    const isFirst = ({ project }: TestSpecification) => (project.name === 'processes' ? 0 : 1);
    const sorted = await super.sort(files);
    return sorted.sort((one, other) => isFirst(one) - isFirst(other) || place(one) - place(other));
  }
}
