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
