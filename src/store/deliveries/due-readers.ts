import { type Database, inTransaction } from '../database.js';
import { inHalves, isFaultOfRow } from '../in-halves.js';
import { type MendedZone, mendZones, recordReaderFault } from '../subscribers/reader-faults.js';
import { BATCH, type DueOptions, type DueWindow } from './due-portion.js';
import { type FannedOutPortion, fanOutPortion } from './fan-out-portion.js';

export interface FannedOut extends FannedOutPortion {
  /** Readers who are at fault and are tried again a day later. */
  readonly passedOver: number;
  /** Time zones that this server does not know, and what became of them. */
  readonly zones: readonly MendedZone[];
}

/**
 * Writes the deliveries of readers whose time has come, and moves each on to the next time: one batch. It is all or
 * nothing unless a reader is at fault, who is passed over for a day. Any number of workers may call it at once.
 */
export async function fanOutBatch(
  database: Database,
  window: DueWindow,
  options: DueOptions,
): Promise<FannedOut> {
  try {
    const all = await fanOutPortion(database, window, { ...options, only: null });
    return { ...all, passedOver: 0, zones: [] };
  } catch (error) {
    if (!isFaultOfRow(error)) throw error;
    return await fanOutInHalves(database, window, options);
  }
}

async function fanOutInHalves(
  database: Database,
  window: DueWindow,
  options: DueOptions,
): Promise<FannedOut> {
  // What most often is at fault.
  const zones = await mendZones(database);
  const { rows } = await database.query<{ id: number }>(
    `SELECT subscriber_id AS id FROM reader_times
      WHERE is_active AND frequency = $1 AND (next_due_at IS NULL OR next_due_at <= $2)
      ORDER BY next_due_at NULLS FIRST LIMIT $3`,
    [window.kind, window.until, options.batch ?? BATCH],
  );
  let passedOver = 0;
  const parts = await inHalves(
    rows.map(({ id }) => id),
    (only) => fanOutPortion(database, window, { ...options, only }),
    async (id, code) => {
      passedOver += 1;
      await passOver(database, id, { code, until: window.until });
    },
  );
  return {
    more: passedOver > 0 || parts.some(({ more }) => more),
    sliceIds: parts.flatMap(({ sliceIds }) => sliceIds),
    missing: parts.flatMap(({ missing }) => missing),
    passedOver,
    zones,
  };
}

/** It is tried again at the reader's hour of the day after, with what came due meanwhile. */
function passOver(
  database: Database,
  id: number,
  { code, until }: { readonly code: string; readonly until: Date },
): Promise<void> {
  return inTransaction(database, async (client) => {
    // The reader before their times, as everywhere.
    await recordReaderFault(client, id, 'passed-over', code);
    await client.query(
      `UPDATE reader_times
          SET next_due_at = coalesce(next_due_at, $2) + interval '1 day'
                * (1 + floor(greatest(0, extract(epoch FROM $2 - coalesce(next_due_at, $2))) / 86400))
        WHERE subscriber_id = $1`,
      [id, until],
    );
  });
}
