import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type * as Reading from '../../src/feedback/reading/classify-mail.js';
import { inventedMail } from '../../test/feedback/reading/invented-mail.js';
import { built } from '../compose/built.js';

/** What the process answers: of each collection, how it was read in each run. */
export type ClassifyAnswer = readonly {
  readonly name: string;
  readonly messages: number;
  readonly octets: number;
  /** For one message, one value for each run. */
  readonly microseconds: readonly number[];
  readonly peakMemoryMB: number;
}[];

/** CPU time that one collection gets in one run. */
const LEAST_MICROSECONDS = 1_000_000;

const recorded = new URL('../../../shared/data/bounces/eml/', import.meta.url);

function collections(): Map<string, readonly Buffer[]> {
  const found = new Map([['invented', inventedMail.map(({ raw }) => Buffer.from(raw))]]);
  if (existsSync(recorded)) {
    const files = readdirSync(recorded).filter((name) => name.endsWith('.eml'));
    found.set(
      'recorded',
      files.map((name) => readFileSync(new URL(name, recorded))),
    );
  }
  return found;
}

/** Microseconds of CPU for one message; what other processes take does not count. */
function timeOf(read: (raw: Buffer) => unknown, mails: readonly Buffer[]): number {
  const before = process.cpuUsage();
  for (let rounds = 1; ; rounds += 1) {
    for (const raw of mails) read(raw);
    const { user, system } = process.cpuUsage(before);
    if (user + system >= LEAST_MICROSECONDS) return (user + system) / (rounds * mails.length);
  }
}

async function measureAll(runs: number): Promise<ClassifyAnswer> {
  const { classifyMail } = await built<typeof Reading>('feedback/reading/classify-mail');
  return [...collections()].map(([name, mails]) => {
    timeOf(classifyMail, mails);
    const microseconds = Array.from({ length: runs }, () => timeOf(classifyMail, mails));
    const octets = mails.reduce((sum, raw) => sum + raw.length, 0) / mails.length;
    const peakMemoryMB = process.resourceUsage().maxRSS / 1024;
    return { name, messages: mails.length, octets: Math.round(octets), microseconds, peakMemoryMB };
  });
}

// Whoever started it is gone.
process.on('disconnect', () => process.exit(0));
process.send?.(await measureAll(Number(process.argv[2])));
