import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { listToday } from '../home/listed-today.js';
import { makeBenchFolder, removeLeftovers } from '../processes/bench-folder.js';
import { withOwnDatabase } from '../processes/own-database.js';
import { startQuietSource } from '../processes/quiet-source.js';
import { attack, type Tally } from './attack.js';
import { startFuzzed } from './fuzzed-program.js';

const help = `Usage: npm run fuzz -- [--minutes N] [--seed S]

Starts the built program with a database of its own and sends it what strangers might: requests by the description
of the API, forms, links that work and links that nearly do, webhooks, clients that hang up, and mails. It fails
where an answer is 5xx or later than 2 s, the program ends, or its memory grows.

  --minutes N   how long (default 10)
  --seed S      the first of its seeds (default: of the time)
`;

const MINUTE_MS = 60_000;
/** Memory may be so much larger in the last fifth than in the second one. */
const MOST_GROWTH = 1.15;

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { minutes: { type: 'string' }, seed: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help === true) {
    process.stdout.write(help);
    return 0;
  }
  const minutes = Number(values.minutes ?? 10);
  const seed = Number(values.seed ?? Math.floor(Date.now() / 1000) % 1_000_000_000);
  if (!(minutes > 0) || !Number.isSafeInteger(seed)) throw new Error('--minutes and --seed are numbers.');
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stop.abort());
  await removeLeftovers();
  const folder = await makeBenchFolder();
  try {
    return await fuzz(folder, { minutes, seed }, stop.signal);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    process.stderr.write('Stopped, and cleaned up.\n');
    return 130;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function fuzz(
  folder: string,
  { minutes, seed }: { readonly minutes: number; readonly seed: number },
  signal: AbortSignal,
): Promise<number> {
  const source = await startQuietSource();
  try {
    return await withOwnDatabase(folder, async (database, databaseUrl) => {
      await listToday(database);
      const program = await startFuzzed({ databaseUrl, sourceUrl: source.url, folder }, signal);
      try {
        const startedAt = performance.now();
        const until = startedAt + minutes * MINUTE_MS;
        const onRound = (tally: Tally) =>
          process.stderr.write(`${lineOf(tally, performance.now() - startedAt)}\n`);
        const onFault = (fault: string) => process.stderr.write(`FAULT ${fault}\n`);
        const tally = await attack({ program, database, seed, until, signal, onRound, onFault });
        return summary(tally, seed, program.errors);
      } finally {
        await program.stop();
      }
    });
  } finally {
    await source.stop();
  }
}

function lineOf({ requests, mails, faults, slowestMs, memoryMB }: Tally, passedMs: number): string {
  const memory = memoryMB.at(-1);
  return [
    `${Math.round(passedMs / 1000)} s`,
    `${requests} requests`,
    `${mails} mails`,
    `${faults} faults`,
    `slowest ${Math.round(slowestMs)} ms`,
    ...(memory === undefined ? [] : [`${Math.round(memory)} MB`]),
  ].join(', ');
}

/** @returns the exit code */
function summary(tally: Tally, seed: number, errors: ReadonlyMap<string, number>): number {
  const growth = growthOf(tally.memoryMB);
  const statuses = [...tally.statuses].sort(([one], [other]) => one - other);
  const lines = [
    `seed ${seed}: ${tally.requests} requests, ${tally.hungUp} hung up, ${tally.mails} mails, ${tally.faults} faults`,
    `answers: ${statuses.map(([status, count]) => `${status} ${count}×`).join(', ')}`,
    `slowest ${Math.round(tally.slowestMs)} ms, without waiting for a processor; ${tally.shed} turned away (503) for want of one`,
    `memory ${memoryLine(tally.memoryMB, growth)}`,
    `errors in the log: ${[...errors].map(([event, count]) => `${event} ${count}×`).join(', ') || 'none'}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  const isFlat = growth === null || growth <= MOST_GROWTH;
  return tally.faults === 0 && isFlat ? 0 : 1;
}

function memoryLine(memoryMB: readonly number[], growth: number | null): string {
  if (growth === null) return 'looked at too seldom';
  return `${memoryMB.map(Math.round).join(' ')} MB, ${growth.toFixed(2)} times the second fifth in the last`;
}

function growthOf(memoryMB: readonly number[]): number | null {
  const fifth = Math.floor(memoryMB.length / 5);
  if (fifth === 0) return null;
  return median(memoryMB.slice(-fifth)) / median(memoryMB.slice(fifth, 2 * fifth));
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

process.exitCode = await main(process.argv.slice(2));
