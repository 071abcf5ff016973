import { openSteps } from './steps.js';

/** What the process answers: microseconds of CPU for each step, one value for each run. */
export type ComposeAnswer = readonly {
  readonly name: string;
  readonly rival: string | null;
  readonly microseconds: readonly number[];
}[];

/** CPU time that one step gets in one run. */
const LEAST_MICROSECONDS = 300_000;
const WARM_UP_MICROSECONDS = 150_000;

/** Microseconds of CPU for one call; what other processes take does not count. */
async function timeOf(run: () => unknown, leastMicroseconds: number): Promise<number> {
  const before = process.cpuUsage();
  for (let calls = 1; ; calls += 1) {
    const result = run();
    if (result instanceof Promise) await result;
    // Reading the clock costs as much as the smallest step.
    if (calls % 16 !== 0) continue;
    const { user, system } = process.cpuUsage(before);
    if (user + system >= leastMicroseconds) return (user + system) / calls;
  }
}

async function measureAll(runs: number): Promise<ComposeAnswer> {
  const steps = await openSteps();
  const times = steps.map((): number[] => []);
  for (const { run } of steps) await timeOf(run, WARM_UP_MICROSECONDS);
  for (let number = 0; number < runs; number += 1) {
    for (const [index, { run }] of steps.entries()) {
      times[index]?.push(await timeOf(run, LEAST_MICROSECONDS));
    }
  }
  return steps.map(({ name, rival }, index) => ({ name, rival, microseconds: times[index] ?? [] }));
}

// Whoever started it is gone.
process.on('disconnect', () => process.exit(0));
process.send?.(await measureAll(Number(process.argv[2])));
