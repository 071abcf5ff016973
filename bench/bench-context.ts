import type { BenchOptions } from './options.js';

/** What every benchmark is given. */
export interface BenchContext {
  readonly options: BenchOptions;
  /** A folder for everything that is written; removed when the program ends. */
  readonly folder: string;
  /** Aborted when the person at the terminal has had enough. */
  readonly signal: AbortSignal;
  /** Tells the person what goes on; on standard error. */
  progress(text: string): void;
}

/** A connection's next message waits until its last one is committed, so it takes some to keep a sender busy. */
const CONNECTIONS = 50;

/** SMTP connections of all processes of the product together. */
export function connectionsOf({ options }: BenchContext): number {
  return options.connections ?? CONNECTIONS;
}
