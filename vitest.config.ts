import { defineConfig } from 'vitest/config';

/** What starts processes of its own or a browser: it mostly waits for them. */
const starting = [
  'test/{bench,browser,cli,embedded,end-to-end,faults}/**/*.test.ts',
  'test/delivery/ledger/killed-worker.test.ts',
  'test/rendering/{appearance,preview}.test.ts',
];

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/property-seed.ts', 'test/support/nothing-left-behind.ts'],
    pool: 'forks',
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    coverage: { include: ['src/**/*.ts'] },
    projects: [
      {
        extends: true,
        test: {
          name: 'in process',
          include: ['test/**/*.test.ts'],
          exclude: starting,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'processes', include: starting, maxWorkers: 4, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
