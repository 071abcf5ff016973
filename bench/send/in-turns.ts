import type { BenchContext } from '../bench-context.js';
import { type Measurement, medianOf } from '../measurement.js';

/** One line of a result, and how it is measured. */
export interface Trial {
  readonly name: string;
  run(): Promise<Measurement>;
}

/**
 * Runs all of them in turns, so that what else the machine does falls on each.
 * @returns the median of each figure, by name
 */
export async function measureInTurns(
  { options, progress }: BenchContext,
  bench: string,
  trials: readonly Trial[],
): Promise<ReadonlyMap<string, Measurement>> {
  const measured = new Map<string, Measurement[]>();
  for (let run = 1; run <= options.runs; run += 1) {
    for (const trial of trials) {
      progress(`${bench}, run ${run} of ${options.runs}: ${trial.name}`);
      measured.set(trial.name, [...(measured.get(trial.name) ?? []), await trial.run()]);
    }
  }
  return new Map([...measured].map(([name, measurements]) => [name, medianOf(measurements)]));
}
