import { defineConfig } from 'vitest/config';
import LongestFirst from './test/support/longest-first.js';
import { useFastTemporaryFolder } from './test/support/temporary-folder.js';
import { writtenModules } from './test/support/written-modules.js';

useFastTemporaryFolder();

const all = 'test/**/*.test.ts';

/** What starts processes of its own or a browser: it mostly waits for them. */
const starting = [
  'test/{bench,browser,cli,embedded,end-to-end,faults}/**/*.test.ts',
  'test/delivery/ledger/killed-worker.test.ts',
  'test/store/leases.test.ts',
  'test/rendering/{appearance,preview}.test.ts',
];

/** Modules are loaded once for each worker; `nothing-left-behind` holds the files to it. */
const shared = {
  setupFiles: ['test/support/property-seed.ts', 'test/support/nothing-left-behind.ts'],
  pool: 'forks' as const,
  isolate: false,
  // What runs for a moment is not worth optimising: only what is asked for nine times as often as by default is, and
  // all else is compiled at once in the plainest way.
  // Two cores are busy as it is: threads that collect garbage side by side wait for each other.
  execArgv: ['--interrupt-budget=1200000', '--always-sparkplug', '--single-threaded-gc'],
  // More than there are cores: one in three waits for a process, a lease or a clock.
  maxWorkers: 4,
  testTimeout: 60_000,
  hookTimeout: 120_000,
};

/** For what starts processes: the programs, a database to copy, a browser. */
const withProcesses = {
  ...shared,
  // More of them run than there are cores, and each waits for the others' processes.
  testTimeout: 240_000,
  hookTimeout: 240_000,
  globalSetup: ['test/support/built.ts', 'test/support/prepared-data.ts', 'test/support/browser.ts'],
};

/** A project has workers of its own, which load all modules anew: in a run of everything one has all files. */
function whole() {
  const { plugin, written } = writtenModules();
  const server = { deps: { external: [written] } };
  return [{ plugins: [plugin], test: { ...withProcesses, name: 'all', include: [all], server } }];
}

/** Who names files asks about these: what they do not need is not started. */
const parts = [
  { test: { ...shared, name: 'in process', include: [all], exclude: starting } },
  { test: { ...withProcesses, name: 'processes', include: starting } },
];

const args = process.argv.slice(2);
const namesFiles = args.some((argument) => argument.includes('test/'));
// What watches files or counts their lines needs them as Vite has them.
const isWhole =
  !namesFiles && args.includes('run') && !args.some((argument) => argument.startsWith('--coverage'));

export default defineConfig({
  test: {
    // Not among what is shared: each project would start a database of its own.
    globalSetup: ['test/support/global-setup.ts'],
    reporters: ['default', './test/support/closing-line.ts'],
    sequence: { sequencer: LongestFirst },
    coverage: { include: ['src/**/*.ts'] },
    projects: isWhole ? whole() : parts,
  },
});
