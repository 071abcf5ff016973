import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Words that a line's name must hold, all of them. */
  readonly filter: readonly string[];
  readonly json: boolean;
  readonly help: boolean;
  /** Interleaved runs, of which the median counts. */
  readonly runs: number;
  /** Readers of a digest; null: what the benchmark thinks right. */
  readonly readers: number | null;
  /** Messages that the naive sender sends in a run. */
  readonly naiveMessages: number;
  /** SMTP connections of all processes of the product together; null: what the benchmarks think right. */
  readonly connections: number | null;
  /** How many messages each connection marks in one commit; null: what the product ships with. */
  readonly markAhead: number | null;
  /** For how many milliseconds PostgreSQL waits in each commit, as if its disk were slow; null: not at all. */
  readonly flushMs: number | null;
  /** Where workers write CPU profiles; null: none. */
  readonly profileFolder: string | null;
}

export const help = `Usage: npm run bench -- [filter …] [options]

Measures how fast and how cheaply a digest is sent, beside other senders on the same machine.
Without a filter everything is measured, which takes a while. A filter is a part of a name; with
several, all must be in it:

  npm run bench -- send                    the whole path: PostgreSQL, queue, worker processes, SMTP
  npm run bench -- send dkim 2-processes   of these, the lines that hold both words
  npm run bench -- signing                 no signature, RSA and Ed25519, in one and two processes
  npm run bench -- scaling                 1, 2 and 4 processes, a relay that takes 20 ms
  npm run bench -- statements              what each statement of a send costs PostgreSQL
  npm run bench -- scale --readers 1000000 one digest to a million readers
  npm run bench -- compose                 microseconds for each message, by step
  npm run bench -- classify                reading mail that came back, on one core
  npm run bench -- admin                   every page of the admin, a million readers
  npm run bench -- backup                  a month of a million readers, written and brought back
  npm run bench -- due                     a million readers' times, 500 sets of rules
  npm run bench -- operators               address search and numbers of a million readers
  npm run bench -- import                  a list of 200,000 people, checked and carried out
  npm run bench -- orders                  10,000 readers with an order of their own each
  npm run bench -- assemble                freezing a digest where 100,000 papers are stored
  npm run bench -- home                    the front page at 500 requests a second
  npm run bench -- page                    what pages cost a browser, and when they are seen
  npm run bench -- search                  searching 100,000 papers

  --json             one JSON object a line on standard output, in place of the table
  --runs <n>         interleaved runs, of which the median is shown (default 3; scale: 1)
  --readers <n>      readers of a digest (default: send 20000, scale 100000,
                     due 1000000)
  --naive <n>        messages of the naive sender in a run (default 2000)
  --connections <n>  SMTP connections, of all processes together (default 50;
                     scaling: of each process, default 20)
  --mark-ahead <n>   MARK_AHEAD of the workers (default: what they ship with)
  --flush-ms <n>     send, scale: each commit of PostgreSQL waits so long, as for a slow disk
  --profile <dir>    have workers write CPU profiles there (opens in Chrome's DevTools)
  --help             this text

Everything listens on loopback and is stopped at the end. What is not installed (Postfix's smtp-source
and smtp-sink, redis-server, chromium) is left out, and said so. bench/README.md explains the figures.
`;

/** @throws Error that says which argument cannot be used */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      runs: { type: 'string' },
      readers: { type: 'string' },
      naive: { type: 'string' },
      connections: { type: 'string' },
      'mark-ahead': { type: 'string' },
      'flush-ms': { type: 'string' },
      profile: { type: 'string' },
    },
  });
  return {
    filter: positionals,
    json: values.json,
    help: values.help,
    runs: wholeNumber('runs', values.runs, 99) ?? 3,
    readers: wholeNumber('readers', values.readers, 3_000_000),
    naiveMessages: wholeNumber('naive', values.naive, 1_000_000) ?? 2_000,
    connections: wholeNumber('connections', values.connections, 900),
    markAhead: wholeNumber('mark-ahead', values['mark-ahead'], 32),
    flushMs: wholeNumber('flush-ms', values['flush-ms'], 100),
    profileFolder: values.profile === undefined ? null : resolve(values.profile),
  };
}

function wholeNumber(name: string, text: string | undefined, most: number): number | null {
  if (text === undefined) return null;
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > most) {
    throw new Error(`--${name}: expected a whole number from 1 to ${most}`);
  }
  return number;
}
