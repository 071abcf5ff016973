import { type BenchContext, connectionsOf } from '../bench-context.js';
import { isWanted } from '../filter.js';
import { type Extra, type Measurement, medianOf, type ResultRow, ratio } from '../measurement.js';
import { startProduct } from '../product/running-product.js';
import { sendDigest } from '../product/send-digest.js';
import { type Equipment, openEquipment } from '../send/equipment.js';
import { startSink } from '../sink/start-sink.js';
import { giveTastes } from './give-tastes.js';

const benchName = 'orders';
const READERS = 10_000;

const conditions = [
  { order: 'common', signed: false },
  { order: 'own', signed: false },
  { order: 'common', signed: true },
  { order: 'own', signed: true },
] as const;
type Condition = (typeof conditions)[number];

const variantName = ({ order, signed }: Condition, readers: number) =>
  `${readers}-readers ${order}-order ${signed ? 'dkim' : 'unsigned'} 0ms 1-process postgres`;

export function wantsOrders(filter: readonly string[]): boolean {
  return conditions.some((condition) => isWanted(filter, benchName, variantName(condition, READERS)));
}

/** One digest to readers who have an order of their own each, beside the common one. */
export async function benchOrders(context: BenchContext): Promise<ResultRow[]> {
  const { options, progress } = context;
  const equipment = await openEquipment(context, { readers: READERS });
  const wanted = conditions.filter((condition) =>
    isWanted(options.filter, benchName, variantName(condition, equipment.ground.readers)),
  );
  const runs = new Map<Condition, Measurement[]>(wanted.map((condition) => [condition, []]));
  try {
    for (let run = 1; run <= options.runs; run += 1) {
      for (const [condition, measured] of runs) {
        progress(`${benchName}: ${variantName(condition, equipment.ground.readers)}, run ${run}`);
        measured.push(await measureOne(context, equipment, condition));
      }
    }
  } finally {
    await equipment.close();
  }
  const medians = new Map([...runs].map(([condition, measured]) => [condition, medianOf(measured)]));
  const cpuOf = (order: Condition['order'], signed: boolean) => {
    const found = [...medians].find(([{ order: o, signed: s }]) => o === order && s === signed);
    return found?.[1].cpuSecondsPer1000 ?? null;
  };
  return [...medians].map(([condition, measurement]) => ({
    bench: benchName,
    variant: variantName(condition, equipment.ground.readers),
    ...measurement,
    ...{ ratioToNaive: null, ratioToSmtpSource: null },
    extra: {
      ...measurement.extra,
      cpuRatioToCommon: ratio(measurement.cpuSecondsPer1000, cpuOf('common', condition.signed)),
    },
  }));
}

async function measureOne(
  context: BenchContext,
  equipment: Equipment,
  { order, signed }: Condition,
): Promise<Measurement> {
  const { options, folder, signal } = context;
  const { ground, dkimKeys, source } = equipment;
  const connections = connectionsOf(context);
  const sink = await startSink({ delayMs: 0, verify: true, markEvery: 0 });
  try {
    const settings = { processes: 1, connections, folder, smtpPort: sink.port, redisUrl: null };
    const { profileFolder, markAhead } = options;
    const keys = {
      dkimKeyFile: signed ? dkimKeys['dkim-rsa2048'].file : null,
      sourceUrl: source.url,
      profileFolder,
      markAhead,
    };
    const product = await startProduct(ground, { ...settings, ...keys }, signal);
    try {
      const learnSeconds = order === 'own' ? await giveTastes(product.database, new Date(), signal) : null;
      const { measurement } = await sendDigest(product, ground, { port: sink.port, sink }, signal);
      const { rows } = await product.database.query<Record<string, Extra>>(
        `SELECT count(*) AS orders, count(DISTINCT positions) AS "differentOrders",
                (pg_total_relation_size('delivery_orders') / greatest(count(*), 1))::integer AS "bytesPerOrder",
                (SELECT (pg_total_relation_size('tastes') / greatest(count(*), 1))::integer FROM tastes) AS "bytesPerTaste"
           FROM delivery_orders WHERE digest_id = $1 AND cardinality(positions) > 0`,
        [ground.digests.measuredId],
      );
      return { ...measurement, extra: { ...measurement.extra, ...rows[0], learnSeconds } };
    } finally {
      await product.stop();
    }
  } finally {
    await sink.stop();
  }
}
