import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take the longest, in the order in which they start: no two of those that keep both cores busy side by
 * side. The rest come after them, the larger ones first.
 */
const LONGEST = [
  'faults/kill-processes',
  'faults/kill-embedded',
  'browser/admin-pages',
  'end-to-end/whole-way',
  'cli/commands',
  'end-to-end/restore',
  'embedded/postgres/kill',
  'faults/cut-connections',
  'rendering/preview',
  'cli/start-and-stop',
  'browser/pages',
  'delivery/ledger/killed-worker',
  'browser/mail-links',
  'faults/restart-workers',
  'browser/personal-pages',
  'browser/preferences',
  'jobs/redis-kinds',
  'rendering/appearance',
  'browser/mails',
  'browser/walk',
  'embedded/postgres/share',
  'embedded/postgres/run-as',
  'end-to-end/take-over',
  'cli/doctor',
  'bench/main',
  'web/api/operators-permissions',
  'delivery/bulk-refusals',
  'feedback/inbound/imap-reader',
  'backup/backup',
  'web/admin/routes',
  'fuzz/fuzz',
  'jobs/schedules.property',
  'subscribers/transitions.property',
  'jobs/sweep',
  'jobs/outage',
].map((name) => `test/${name}.test.ts`);

/** Files that start processes or look at pages in a browser. */
const STARTING = /^test\/(?:bench|browser|cli|embedded|end-to-end|faults)\//;

/**
 * Those that start processes first: they wait for much, and the many small files after them fill what would be left
 * over at the end. Files of one project stay together, since a worker that changes projects loads every module anew.
 */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const file = relative(this.ctx.config.root, moduleId);
      const index = LONGEST.indexOf(file);
      return index === -1 ? LONGEST.length + (STARTING.test(file) ? 0 : 1) : index;
    };
    const projectOf = ({ project }: TestSpecification) => (project.name === 'processes' ? 0 : 1);
    const sorted = await super.sort(files);
    return sorted.sort((one, other) => projectOf(one) - projectOf(other) || place(one) - place(other));
  }
}
