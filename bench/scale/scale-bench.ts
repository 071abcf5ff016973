import { type BenchContext, connectionsOf } from '../bench-context.js';
import { isWanted } from '../filter.js';
import { type Extra, type ResultRow, ratio } from '../measurement.js';
import { waitUntil } from '../processes/wait-until.js';
import { type RunningProduct, startProduct } from '../product/running-product.js';
import { sendDigest, type Watch } from '../product/send-digest.js';
import { type Equipment, openEquipment } from '../send/equipment.js';
import type { SinkReport } from '../sink/arrivals.js';
import { startSink } from '../sink/start-sink.js';
import { findSequentialScans, type Scans } from './hot-statements.js';

const benchName = 'scale';
const READERS = 100_000;
const TENTHS = 10;
const EDITIONS = 10;
const FAN_OUT_WITHIN_MS = 600_000;

export function wantsScale(filter: readonly string[]): boolean {
  return isWanted(filter, benchName, variantName(READERS));
}

function variantName(readers: number): string {
  return `${readers}-readers ${EDITIONS}-editions unsigned 0ms 1-process postgres`;
}

/** One digest to very many readers: does it stay fast, does memory stay flat, do statements use indexes. */
export async function benchScale(context: BenchContext): Promise<ResultRow[]> {
  const { options, folder, signal, progress } = context;
  const connections = connectionsOf(context);
  const equipment = await openEquipment(context, { readers: READERS, editions: EDITIONS });
  const { ground } = equipment;
  const sink = await startSink({ delayMs: 0, verify: true, markEvery: Math.floor(ground.readers / TENTHS) });
  try {
    const product = await startProduct(
      ground,
      {
        ...{ processes: 1, connections, folder, smtpPort: sink.port, profileFolder: options.profileFolder },
        markAhead: options.markAhead,
        ...{ redisUrl: null, dkimKeyFile: null, sourceUrl: equipment.source.url },
      },
      signal,
    );
    try {
      progress(`${benchName}: sending to ${ground.readers} readers`);
      const watcher = watchSend(context, equipment, product);
      const { measurement, report } = await sendDigest(
        product,
        ground,
        { port: sink.port, sink },
        signal,
        watcher,
      );
      const extra = { ...rates(report), ...(await watcher.findings()), connections, ...measurement.extra };
      const none = { ratioToNaive: null, ratioToSmtpSource: null };
      return [{ bench: benchName, variant: variantName(ground.readers), ...measurement, ...none, extra }];
    } finally {
      await product.stop();
    }
  } finally {
    await sink.stop();
    await equipment.close();
  }
}

/** Times the fan-out, and looks at the plans when half is sent. */
function watchSend(
  { signal, progress }: BenchContext,
  { ground }: Equipment,
  { database }: RunningProduct,
): Watch & { findings(): Promise<Record<string, Extra>> } {
  const { measuredId } = ground.digests;
  let fanOut: Promise<number> | null = null;
  let scans: Scans | null = null;
  let told = 0;
  const isFannedOut = async (): Promise<boolean> => {
    const { rowCount } = await database.query(
      'SELECT FROM digests WHERE id = $1 AND fanned_out_at IS NOT NULL',
      [measuredId],
    );
    return rowCount === 1;
  };
  return {
    stillMs: FAN_OUT_WITHIN_MS,
    released: () => {
      const startedAt = performance.now();
      fanOut = waitUntil('the fan-out', isFannedOut, { withinMs: FAN_OUT_WITHIN_MS, signal }).then(
        () => (performance.now() - startedAt) / 1000,
      );
      // Heard of where it is awaited.
      fanOut.catch(() => undefined);
    },
    arrived: async (messages) => {
      const tenths = Math.floor((TENTHS * messages) / ground.readers);
      if (tenths > told) progress(`${benchName}: ${messages} of ${ground.readers}`);
      told = Math.max(told, tenths);
      if (scans === null && messages >= ground.readers / 2) {
        scans = await findSequentialScans(database, measuredId);
      }
    },
    findings: async () => ({
      fanOutSeconds: await fanOut,
      hotSequentialScans: (scans?.hot ?? []).map(({ statement, table }) => `${statement}: ${table}`),
      otherSequentialScans: (scans?.other ?? []).map(({ statement, table }) => `${statement}: ${table}`),
    }),
  };
}

/** Messages/s of each tenth of the send. */
function rates(report: SinkReport | null): Record<string, Extra> {
  const every = Math.floor((report?.messages ?? 0) / TENTHS);
  const marks = [report?.firstAt ?? 0, ...(report?.markedAt.slice(0, TENTHS) ?? [])];
  const byTenth = marks.slice(1).map((mark, index) => ratio(1000 * every, mark - (marks[index] ?? 0)) ?? 0);
  return { lastTenthToFirst: ratio(byTenth.at(-1), byTenth[0]), ratesByTenth: byTenth };
}
