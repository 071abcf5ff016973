import { type CutStep, cutSteps, doubtfulSteps } from './cut-plan.js';
import type { JournalEntry } from './journal.js';

/** A delivery as the ledger has it when all is over. */
export interface LedgerRow {
  readonly address: string;
  readonly messageId: string;
  readonly state: string;
  readonly attempts: number;
}

/** What the ledger and the SMTP server say, held against each other; addresses each. */
export interface Verdict {
  /** Neither taken by the server nor named uncertain. */
  readonly lost: readonly string[];
  /** `sent` in the ledger, and the server never took it. */
  readonly claimed: readonly string[];
  /** Taken more than once by the same Message-ID. */
  readonly twice: readonly string[];
  /** Taken, but not by the Message-ID of this reader's delivery, or by nobody's. */
  readonly strange: readonly string[];
  readonly uncertain: readonly string[];
  /** Those of `uncertain` that the server took. */
  readonly uncertainTaken: number;
  /** Rows by state. */
  readonly states: Readonly<Record<string, number>>;
  readonly retried: readonly string[];
}

export function judge(rows: readonly LedgerRow[], entries: readonly JournalEntry[]): Verdict {
  const taken = new Map<string, number>();
  const strange: string[] = [];
  const idOf = new Map(rows.map(({ address, messageId }) => [address, messageId]));
  for (const entry of entries) {
    if (entry.what !== 'taken') continue;
    if (idOf.get(entry.to) !== entry.messageId) strange.push(entry.to);
    taken.set(entry.messageId, (taken.get(entry.messageId) ?? 0) + 1);
  }
  const addresses = (of: (row: LedgerRow, copies: number) => boolean): string[] =>
    rows.filter((row) => of(row, taken.get(row.messageId) ?? 0)).map(({ address }) => address);
  const states: Record<string, number> = {};
  for (const { state } of rows) states[state] = (states[state] ?? 0) + 1;
  const uncertain = addresses(({ state }) => state === 'uncertain');
  return {
    lost: addresses(({ state }, copies) => copies === 0 && state !== 'uncertain'),
    claimed: addresses(({ state }, copies) => copies === 0 && state === 'sent'),
    twice: addresses((_row, copies) => copies > 1),
    strange,
    uncertain,
    uncertainTaken: addresses(({ state }, copies) => copies > 0 && state === 'uncertain').length,
    states,
    retried: addresses(({ attempts }) => attempts > 1),
  };
}

export interface Cuts {
  /** How often a connection was cut at each step. */
  readonly times: Readonly<Record<CutStep, number>>;
  /** To whom messages went that were cut behind their final dot: nobody but the server knows of them. */
  readonly doubtful: readonly string[];
  /** To whom messages went that were cut while they were sent: the final dot may have been on its way. */
  readonly halfway: readonly string[];
}

export function cutsOf(entries: readonly JournalEntry[]): Cuts {
  const cuts = entries.filter((entry) => entry.what === 'cut');
  const at = (steps: readonly CutStep[]) =>
    cuts.filter(({ step }) => steps.includes(step)).map(({ to }) => to);
  const times = Object.fromEntries(cutSteps.map((step) => [step, at([step]).length]));
  return { times: times as Record<CutStep, number>, doubtful: at(doubtfulSteps), halfway: at(['body']) };
}
