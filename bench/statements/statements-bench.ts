import { type BenchContext, connectionsOf } from '../bench-context.js';
import { isWanted } from '../filter.js';
import { type Extra, type ResultRow, rowOfFigures } from '../measurement.js';
import { startProduct } from '../product/running-product.js';
import { sendDigest } from '../product/send-digest.js';
import { openEquipment } from '../send/equipment.js';
import { startSink } from '../sink/start-sink.js';
import { readStatements, startCounting, type TableSize, tableSizes } from './server-statistics.js';

const benchName = 'statements';
const variant = 'unsigned 0ms 1-process postgres';
/** Statements that take less of the whole than this are summed up in one line. */
const SMALL = 0.005;

export function wantsStatements(filter: readonly string[]): boolean {
  return isWanted(filter, benchName, variant);
}

/** One digest, and what each statement of the send cost PostgreSQL: time, log and disk for a message. */
export async function benchStatements(context: BenchContext): Promise<ResultRow[]> {
  const settings = {
    shared_preload_libraries: 'pg_stat_statements',
    'pg_stat_statements.track_planning': 'on',
    'pg_stat_statements.track': 'all',
  };
  const equipment = await openEquipment(context, { settings });
  const { ground } = equipment;
  const sink = await startSink({ delayMs: 0, verify: true, markEvery: 0 });
  try {
    const product = await startProduct(
      ground,
      {
        ...{ processes: 1, connections: connectionsOf(context), folder: context.folder, smtpPort: sink.port },
        ...{ profileFolder: context.options.profileFolder, markAhead: context.options.markAhead },
        ...{ redisUrl: null, dkimKeyFile: null, sourceUrl: equipment.source.url },
      },
      context.signal,
    );
    try {
      const { database } = product;
      await startCounting(database);
      const before = await tableSizes(database);
      const { measurement } = await sendDigest(product, ground, { port: sink.port, sink }, context.signal);
      const statements = await readStatements(database, SMALL);
      const grown = grownBy(before, await tableSizes(database));
      const none = { ratioToNaive: null, ratioToSmtpSource: null };
      return [
        { bench: benchName, variant, ...measurement, ...none },
        ...statements.map(({ name, ...figures }) =>
          rowOfFigures(benchName, name, perMessage(figures, ground.readers)),
        ),
        ...grown.map(({ table, octets }) =>
          rowOfFigures(benchName, `disk: ${table}`, { octetsPerMessage: octets / ground.readers }),
        ),
      ];
    } finally {
      await product.stop();
    }
  } finally {
    await sink.stop();
    await equipment.close();
  }
}

function perMessage(
  { calls, rows, milliseconds, walOctets }: Readonly<Record<string, number>>,
  messages: number,
): Record<string, Extra> {
  const per1000 = (figure = 0): number => (1000 * figure) / messages;
  return {
    millisecondsPer1000: per1000(milliseconds),
    callsPer1000: per1000(calls),
    rowsPer1000: per1000(rows),
    walOctetsPerMessage: (walOctets ?? 0) / messages,
  };
}

/** Tables that are larger than they were, the largest first. */
function grownBy(before: readonly TableSize[], after: readonly TableSize[]): TableSize[] {
  const former = new Map(before.map(({ table, octets }) => [table, octets]));
  return after
    .map(({ table, octets }) => ({ table, octets: octets - (former.get(table) ?? 0) }))
    .filter(({ octets }) => octets > 0)
    .sort((left, right) => right.octets - left.octets);
}
