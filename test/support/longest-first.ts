import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take the longest, the longest first; the rest come after them, the larger ones first. */
const LONGEST = [
  'cli/commands',
  'faults/cut-connections',
  'faults/kill-processes',
  'faults/kill-embedded',
  'faults/restart-workers',
  'embedded/postgres/kill',
  'cli/start-and-stop',
  'end-to-end/whole-way',
  'bench/main',
  'delivery/ledger/killed-worker',
  'embedded/postgres/run-as',
  'embedded/postgres/share',
  'browser/pages',
  'browser/walk',
  'browser/personal-pages',
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
