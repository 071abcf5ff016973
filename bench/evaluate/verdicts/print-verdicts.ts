import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withOwnDatabase } from '../../processes/own-database.js';
import type { EvaluationOutput } from '../evaluation-output.js';
import { simulate } from './simulate.js';

export interface PrintVerdictsOptions {
  readonly readers: number;
  readonly days: number;
  readonly seed: number;
}

/** `npm run evaluate -- verdicts`: whether a living reader is silenced, and when the dead are. */
export async function printVerdicts(output: EvaluationOutput, options: PrintVerdictsOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'broadsheet-verdicts-'));
  try {
    const result = await withOwnDatabase(folder, (database) =>
      simulate(database, { ...options, progress: (text) => output.err(`${text}\n`) }),
    );
    output.out(`${JSON.stringify(result, null, 2)}\n`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
