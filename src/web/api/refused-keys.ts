import { createBoundedMap } from '../../bounded-map.js';
import { HOUR_MS } from '../../durations.js';
import { recordAct } from '../../store/audit.js';
import type { Queryable } from '../../store/database.js';

export interface RefusedKey {
  readonly why: 'wrong' | 'slowed' | 'ended';
  /** Null where the text had not the form of a key. */
  readonly prefix: string | null;
  readonly clientHash: Buffer;
}

/** What is kept cannot be deleted for two years, so that nobody may fill it by guessing; the log has each refusal. */
const MOST_AN_HOUR = 100;
const MOST_KNOWN = 1_000;

/**
 * Records refused keys among the audit events: of each client, and each key that is no more, one an hour.
 * @param now in milliseconds, from whenever
 */
export function openRefusedKeys(
  database: Queryable,
  now: () => number,
): (refused: RefusedKey) => Promise<void> {
  const recorded = createBoundedMap<string, number>(MOST_KNOWN);
  let hour = { startedAt: now(), count: 0 };
  return async ({ why, prefix, clientHash }) => {
    const moment = now();
    if (moment - hour.startedAt >= HOUR_MS) hour = { startedAt: moment, count: 0 };
    const matter = `${why} ${why === 'ended' ? prefix : clientHash.toString('base64')}`;
    const before = recorded.get(matter);
    if (hour.count >= MOST_AN_HOUR || (before !== undefined && moment - before < HOUR_MS)) return;
    recorded.set(matter, moment);
    hour.count += 1;
    const nobody = { kind: 'key', id: null, name: prefix ?? 'unknown', clientHash } as const;
    await recordAct(database, nobody, { action: 'key.refused', object: null, facts: { why } });
  };
}
