import type { BenchContext } from '../bench-context.js';
import { isWanted } from '../filter.js';
import { type Measurement, medianOf, type ResultRow, ratio } from '../measurement.js';
import {
  broadsheetConditions,
  type Conditions,
  naiveTwin,
  smtpSourceTwin,
  variantName,
  withTwins,
} from './conditions.js';
import { openEquipment } from './equipment.js';
import { measure } from './measure.js';
import { tuneNaive } from './tune-naive.js';

const benchName = 'send';

/** The lines that a filter leaves. */
export function wantedConditions(filter: readonly string[]): readonly Conditions[] {
  return broadsheetConditions.filter((conditions) => isWanted(filter, benchName, variantName(conditions)));
}

/**
 * The whole path of a digest, and other senders under the same conditions. Runs are interleaved, so that what
 * else the machine does falls on all of them.
 */
export async function benchSend(context: BenchContext): Promise<ResultRow[]> {
  const equipment = await openEquipment(context);
  try {
    const all = withTwins(wantedConditions(context.options.filter));
    const possible = all.filter((conditions) => equipment.canMeasure(conditions));
    const naiveConnections = await tuneNaive(context, equipment, possible);
    const runs = new Map<string, Measurement[]>();
    for (let run = 1; run <= context.options.runs; run += 1) {
      for (const conditions of possible) {
        const name = variantName(conditions);
        context.progress(`${benchName}, run ${run} of ${context.options.runs}: ${name}`);
        const measurement = await measure(context, equipment, conditions, naiveConnections);
        runs.set(name, [...(runs.get(name) ?? []), measurement]);
      }
    }
    return rowsOf(possible, runs);
  } finally {
    await equipment.close();
  }
}

function rowsOf(
  possible: readonly Conditions[],
  runs: ReadonlyMap<string, readonly Measurement[]>,
): ResultRow[] {
  const medians = new Map([...runs].map(([name, measurements]) => [name, medianOf(measurements)]));
  const of = (conditions: Conditions | null): Measurement | undefined =>
    conditions === null ? undefined : medians.get(variantName(conditions));
  return possible.flatMap((conditions) => {
    const own = of(conditions);
    if (own === undefined) return [];
    const naive = of(naiveTwin(conditions));
    const smtpSource = of(smtpSourceTwin(conditions));
    return {
      bench: benchName,
      variant: variantName(conditions),
      messagesPerSecond: own.messagesPerSecond,
      cpuSecondsPer1000: own.cpuSecondsPer1000,
      peakMemoryMB: own.peakMemoryMB,
      ratioToNaive: ratio(own.messagesPerSecond, naive?.messagesPerSecond),
      ratioToSmtpSource: ratio(own.messagesPerSecond, smtpSource?.messagesPerSecond),
      extra: { cpuRatioOfNaive: ratio(naive?.cpuSecondsPer1000, own.cpuSecondsPer1000), ...own.extra },
    };
  });
}
