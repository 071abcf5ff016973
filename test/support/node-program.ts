/**
 * Node as a program to be started, with the settings of V8 that the process of the test was given (vitest.config.ts):
 * what lives for a second is not worth optimising either. A benchmark by hand was given none.
 */
export const nodeProgram: readonly [string, ...string[]] = [
  process.execPath,
  ...process.execArgv.filter((argument) => /^--(?:interrupt-budget=|single-threaded-gc)/.test(argument)),
];
