import { defineConfig } from 'vitest/config';
import LongestFirst from './test/support/longest-first.js';
import { useFastTemporaryFolder } from './test/support/temporary-folder.js';

useFastTemporaryFolder();

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
  // More than there are cores: one in three waits for a process, a lease or a clock.
  maxWorkers: 4,
  testTimeout: 60_000,
  hookTimeout: 120_000,
};

export default defineConfig({
  test: {
    // Not among what is shared: each project would start a database of its own.
    globalSetup: ['test/support/global-setup.ts'],
    reporters: ['default', './test/support/closing-line.ts'],
    sequence: { sequencer: LongestFirst },
    coverage: { include: ['src/**/*.ts'] },
    projects: [
      {
        test: {
          ...shared,
          name: 'in process',
          include: ['test/**/*.test.ts'],
          exclude: starting,
        },
      },
      {
        test: {
          ...shared,
          name: 'processes',
          include: starting,
          // More of them run than there are cores, and each waits for the others' processes.
          testTimeout: 240_000,
          hookTimeout: 240_000,
          globalSetup: ['test/support/built.ts', 'test/support/prepared-data.ts', 'test/support/browser.ts'],
        },
      },
    ],
  },
});
