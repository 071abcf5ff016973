import type { BenchContext } from '../bench-context.js';
import { isWanted } from '../filter.js';
import { type Measurement, type ResultRow, ratio } from '../measurement.js';
import {
  broadsheetConditions,
  type Conditions,
  naiveTwin,
  smtpSourceTwin,
  variantName,
  withTwins,
} from './conditions.js';
import { openEquipment } from './equipment.js';
import { measureInTurns } from './in-turns.js';
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
    const medians = await measureInTurns(
      context,
      benchName,
      possible.map((conditions) => ({
        name: variantName(conditions),
        run: () => measure(context, equipment, conditions, naiveConnections),
      })),
    );
    return rowsOf(possible, medians);
  } finally {
    await equipment.close();
  }
}

function rowsOf(possible: readonly Conditions[], medians: ReadonlyMap<string, Measurement>): ResultRow[] {
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
