import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { addressKey } from '../../src/model/address.js';
import type { Database } from '../../src/store/database.js';
import { readerAddress } from '../digest/reader-address.js';

export interface ReadersPlan {
  readonly count: number;
  /** The first so many were confirmed at `early`, the others at `late`. */
  readonly earlyCount: number;
  readonly early: Date;
  readonly late: Date;
  /** Sets of rules that readers have in turn; none: everybody gets everything. */
  readonly ruleSetIds: readonly number[];
}

const LINES_AT_ONCE = 10_000;

/**
 * Inserts active readers by COPY.
 * @param folder where the server may read a file
 */
export async function copyReaders(database: Database, folder: string, plan: ReadersPlan): Promise<void> {
  const file = join(folder, 'readers.copy');
  await writeLines(file, plan);
  await chmod(file, 0o644);
  try {
    await database.query(
      `COPY subscribers (address, address_key, address_hash, state, confirmed_at, created_at, state_changed_at,
                         rule_set_id) FROM '${file}'`,
    );
  } finally {
    await rm(file);
  }
}

async function writeLines(file: string, plan: ReadersPlan): Promise<void> {
  const out = createWriteStream(file);
  for (let first = 1; first <= plan.count; first += LINES_AT_ONCE) {
    const length = Math.min(LINES_AT_ONCE, plan.count - first + 1);
    const lines = Array.from({ length }, (_, index) => lineOf(first + index, plan));
    if (!out.write(lines.join(''))) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}

function lineOf(number: number, { earlyCount, early, late, ruleSetIds }: ReadersPlan): string {
  const address = readerAddress(number);
  // Any hash will do: nobody is suppressed, but the index is looked at for each.
  const hash = createHash('sha256').update(address).digest('hex');
  const confirmedAt = (number <= earlyCount ? early : late).toISOString();
  const ruleSet = ruleSetIds[number % ruleSetIds.length] ?? '\\N';
  const times = [confirmedAt, confirmedAt, confirmedAt];
  const values = [address, addressKey(address), `\\\\x${hash}`, 'active', ...times, ruleSet];
  return `${values.join('\t')}\n`;
}
