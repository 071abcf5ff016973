import type { BenchContext } from '../bench-context.js';
import { isWanted } from '../filter.js';
import { type Measurement, type ResultRow, ratio } from '../measurement.js';
import { type Conditions, variantName } from '../send/conditions.js';
import { openEquipment } from '../send/equipment.js';
import { measureInTurns } from '../send/in-turns.js';
import { measure } from '../send/measure.js';

const benchName = 'scaling';

/** Of a relay somewhere else. */
const DELAY_MS = 20;
/** Of each process: what a relay may allow, and few enough that four processes fit on two cores. */
const CONNECTIONS = 20;

const lines: readonly Conditions[] = [1, 2, 4].map((processes) => ({
  ...{ sender: 'broadsheet', signature: 'unsigned', delayMs: DELAY_MS, processes },
  ...{ queue: 'postgres', server: 'sink' },
}));

export function wantsScaling(filter: readonly string[]): boolean {
  return lines.some((conditions) => isWanted(filter, benchName, variantName(conditions)));
}

/** More processes with as many connections each, on one PostgreSQL: how the rate rises, and how full the cores are. */
export async function benchScaling(context: BenchContext): Promise<ResultRow[]> {
  const each = context.options.connections ?? CONNECTIONS;
  const equipment = await openEquipment(context);
  try {
    const medians = await measureInTurns(
      context,
      benchName,
      lines.map((conditions) => ({
        name: variantName(conditions),
        run: () => {
          const options = { ...context.options, connections: each * conditions.processes };
          return measure({ ...context, options }, equipment, conditions, new Map());
        },
      })),
    );
    return lines.map((conditions) => rowOf(conditions, medians));
  } finally {
    await equipment.close();
  }
}

function rowOf(conditions: Conditions, medians: ReadonlyMap<string, Measurement>): ResultRow {
  const of = (processes: number) => medians.get(variantName({ ...conditions, processes }));
  const { extra, ...figures } = of(conditions.processes) as Measurement;
  const alone = of(1)?.messagesPerSecond;
  return {
    bench: benchName,
    variant: variantName(conditions),
    ...figures,
    ratioToNaive: null,
    ratioToSmtpSource: null,
    extra: {
      toOneProcessEach: ratio(figures.messagesPerSecond, alone == null ? null : alone * conditions.processes),
      ...extra,
    },
  };
}
