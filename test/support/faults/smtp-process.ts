import { createServer } from 'node:net';
import type { CutStep, PlannedCut } from './cut-plan.js';
import { type JournalEntry, openJournal } from './journal.js';
import { serveSession } from './smtp-session.js';

/** What a server that can be killed is told, as JSON in its first argument. */
export interface SmtpProcessOptions {
  readonly port: number;
  readonly journal: string;
  /** Between the final dot and the reply. */
  readonly delayMs: number;
  readonly cuts: readonly PlannedCut[];
  /** The share of recipients that is refused for now, from 0 to 1. */
  readonly refusedShare: number;
}

const options = JSON.parse(process.argv[2] ?? '') as SmtpProcessOptions;
const write = openJournal(options.journal);
let taken = 0;

/** The cuts that are left, by step, the earliest first. */
const left = new Map<CutStep, number[]>();
for (const { step, after } of options.cuts) left.set(step, [...(left.get(step) ?? []), after]);
for (const afters of left.values()) afters.sort((one, other) => one - other);

function mustCut(step: CutStep): boolean {
  const afters = left.get(step);
  if (afters?.[0] === undefined || afters[0] > taken) return false;
  afters.shift();
  return true;
}

function mustRefuse(): boolean {
  return Math.random() < options.refusedShare;
}

function note(entry: JournalEntry): void {
  if (entry.what === 'taken') taken += 1;
  write(entry);
}

const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) =>
  serveSession(socket, { delayMs: options.delayMs, mustCut, mustRefuse, note }),
);
server.listen(options.port, '127.0.0.1', () => process.send?.('ready'));
// Whoever started it is gone.
process.on('disconnect', () => process.exit(0));
