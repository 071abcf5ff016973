import { rm } from 'node:fs/promises';
import type { ResultRow } from './measurement.js';
import { type BenchOptions, help, readOptions } from './options.js';
import { jsonLine, table } from './print-rows.js';
import { makeBenchFolder, removeLeftovers } from './processes/bench-folder.js';

/** @returns the exit code */
async function runBenches(options: BenchOptions, signal: AbortSignal): Promise<number> {
  // All of the service stands behind them, which nobody waits for who asks for help.
  const { benches } = await import('./benches.js');
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
