import { defineConfig } from 'vitest/config';

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
  testTimeout: 60_000,
  hookTimeout: 120_000,
};

export default defineConfig({
  test: {
    // Not among what is shared: each project would start a database of its own.
    globalSetup: ['test/support/global-setup.ts'],
    reporters: ['default', './test/support/closing-line.ts'],
    coverage: { include: ['src/**/*.ts'] },
    projects: [
      {
        test: {
          ...shared,
          name: 'in process',
          include: ['test/**/*.test.ts'],
          exclude: starting,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
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
          globalSetup: ['test/support/browser.ts'],
          maxWorkers: 4,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
