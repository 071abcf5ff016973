import { rm } from 'node:fs/promises';
import { benchAdmin, wantsAdmin } from './admin/admin-bench.js';
import { benchAssemble, wantsAssemble } from './assemble/assemble-bench.js';
import { benchBackup, wantsBackup } from './backup/backup-bench.js';
import type { BenchContext } from './bench-context.js';
import { benchClassify, wantsClassify } from './classify/classify-bench.js';
import { benchCompose, wantsCompose } from './compose/compose-bench.js';
import { benchDue, wantsDue } from './due/due-bench.js';
import { benchHome, wantsHome } from './home/home-bench.js';
import { benchImport, wantsImport } from './import/import-bench.js';
import type { ResultRow } from './measurement.js';
import { benchOperators, wantsOperators } from './operators/operators-bench.js';
import { type BenchOptions, help, readOptions } from './options.js';
import { benchOrders, wantsOrders } from './orders/orders-bench.js';
import { benchPages, wantsPages } from './page/page-bench.js';
import { jsonLine, table } from './print-rows.js';
import { makeBenchFolder, removeLeftovers } from './processes/bench-folder.js';
import { benchScale, wantsScale } from './scale/scale-bench.js';
import { benchScaling, wantsScaling } from './scaling/scaling-bench.js';
import { benchSearch, wantsSearch } from './search/search-bench.js';
import { benchSend, wantedConditions } from './send/send-bench.js';
import { benchSigning, wantsSigning } from './signing/signing-bench.js';
import { benchStatements, wantsStatements } from './statements/statements-bench.js';

interface Bench {
  isWanted(filter: readonly string[]): boolean;
  run(context: BenchContext): Promise<ResultRow[]>;
}

const benches: readonly Bench[] = [
  { isWanted: wantsAdmin, run: benchAdmin },
  { isWanted: wantsAssemble, run: benchAssemble },
  { isWanted: wantsBackup, run: benchBackup },
  { isWanted: wantsClassify, run: benchClassify },
  { isWanted: wantsCompose, run: benchCompose },
  { isWanted: wantsDue, run: benchDue },
  { isWanted: wantsImport, run: benchImport },
  { isWanted: wantsOperators, run: benchOperators },
  { isWanted: wantsOrders, run: benchOrders },
  { isWanted: (filter) => wantedConditions(filter).length > 0, run: benchSend },
  { isWanted: wantsHome, run: benchHome },
  { isWanted: wantsPages, run: benchPages },
  { isWanted: wantsScale, run: benchScale },
  { isWanted: wantsScaling, run: benchScaling },
  { isWanted: wantsSearch, run: benchSearch },
  { isWanted: wantsSigning, run: benchSigning },
  { isWanted: wantsStatements, run: benchStatements },
];

/** @returns the exit code */
async function runBenches(options: BenchOptions, signal: AbortSignal): Promise<number> {
  const wanted = benches.filter((bench) => bench.isWanted(options.filter));
  if (wanted.length === 0) {
    process.stderr.write(`Nothing is called ${options.filter.join(' ')}. --help lists the benchmarks.\n`);
    return 2;
  }
  const progress = (text: string): void => void process.stderr.write(`${text}\n`);
  const leftovers = await removeLeftovers();
  if (leftovers > 0) progress(`removed what ${leftovers} killed benchmarks left behind`);
  const rows: ResultRow[] = [];
  for (const bench of wanted) {
    const folder = await makeBenchFolder();
    try {
      const found = await bench.run({ options, folder, signal, progress });
      if (options.json) for (const row of found) process.stdout.write(`${jsonLine(row)}\n`);
      rows.push(...found);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  if (!options.json) process.stdout.write(`${table(rows)}\n`);
  return 0;
}

async function main(args: readonly string[]): Promise<number> {
  const stop = new AbortController();
  // Under npm each arrives twice; a second one must not end the process before it has cleaned up.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stop.abort());
  try {
    const options = readOptions(args);
    if (!options.help) return await runBenches(options, stop.signal);
    process.stdout.write(help);
    return 0;
  } catch (error) {
    if (stop.signal.aborted) {
      process.stderr.write('Stopped, and cleaned up.\n');
      return 130;
    }
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
