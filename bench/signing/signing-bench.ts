import type { BenchContext } from '../bench-context.js';
import { isWanted } from '../filter.js';
import { type Measurement, type ResultRow, ratio } from '../measurement.js';
import { type Conditions, variantName } from '../send/conditions.js';
import { openEquipment } from '../send/equipment.js';
import { measureInTurns } from '../send/in-turns.js';
import { measure } from '../send/measure.js';
import { tuneNaive } from '../send/tune-naive.js';

const benchName = 'signing';

const naive: Conditions = {
  ...{ sender: 'naive', signature: 'unsigned', delayMs: 0, processes: 1 },
  ...{ queue: null, server: 'sink' },
};

const product: readonly Conditions[] = (['unsigned', 'dkim-rsa2048', 'dkim-ed25519'] as const).flatMap(
  (signature) =>
    [1, 2].map((processes): Conditions => {
      return { ...naive, sender: 'broadsheet', queue: 'postgres', signature, processes };
    }),
);

export function wantsSigning(filter: readonly string[]): boolean {
  return wanted(filter).length > 0;
}

function wanted(filter: readonly string[]): readonly Conditions[] {
  return product.filter((conditions) => isWanted(filter, benchName, variantName(conditions)));
}

/** What signatures cost: each kind beside no signature and beside the naive sender without one, in one and two processes. */
export async function benchSigning(context: BenchContext): Promise<ResultRow[]> {
  const equipment = await openEquipment(context);
  try {
    const lines = [naive, ...wanted(context.options.filter)];
    const naiveConnections = await tuneNaive(context, equipment, lines);
    const medians = await measureInTurns(
      context,
      benchName,
      lines.map((conditions) => ({
        name: variantName(conditions),
        run: () => measure(context, equipment, conditions, naiveConnections),
      })),
    );
    return lines.map((conditions) => rowOf(conditions, medians));
  } finally {
    await equipment.close();
  }
}

function rowOf(conditions: Conditions, medians: ReadonlyMap<string, Measurement>): ResultRow {
  const rate = (of: Conditions) => medians.get(variantName(of))?.messagesPerSecond;
  const { extra, ...figures } = medians.get(variantName(conditions)) as Measurement;
  const isProduct = conditions.sender === 'broadsheet';
  return {
    bench: benchName,
    variant: variantName(conditions),
    ...figures,
    ratioToNaive: ratio(figures.messagesPerSecond, rate(naive)),
    ratioToSmtpSource: null,
    extra: {
      toUnsigned: isProduct
        ? ratio(figures.messagesPerSecond, rate({ ...conditions, signature: 'unsigned' }))
        : null,
      toOneProcess: isProduct
        ? ratio(figures.messagesPerSecond, rate({ ...conditions, processes: 1 }))
        : null,
      ...extra,
    },
  };
}
