import { MINUTE_MS, SECOND_MS } from '../durations.js';
import { healthOfSource } from '../sources/source-health.js';
import type { Database } from '../store/database.js';
import { type Counts, countReaders, monitoredState } from '../store/monitored-state.js';
import { sourceFacts } from '../store/papers/polls.js';
import { isLiving, listBeats } from '../store/worker-beats.js';
import type { StateReading } from './state-gauges.js';

const READERS_FRESH_MS = 10 * MINUTE_MS;
const STATE_FRESH_MS = 15 * SECOND_MS;

export interface StateParts {
  readonly database: Database;
  /** The sources that list papers. */
  readonly sources: readonly string[];
  readonly pollMinutes: number;
  readonly clock: () => Date;
  readonly countJobs: () => Promise<Readonly<Record<string, Counts>>>;
}

/** Reads what rows and queues say, for however many scrapers at most once in 15 s, and the readers in 10 minutes. */
export function openStateReader(parts: StateParts): () => Promise<StateReading> {
  const readers = keptFor(READERS_FRESH_MS, () => countReaders(parts.database));
  return keptFor(STATE_FRESH_MS, () => readState(parts, readers));
}

async function readState(
  { database, sources, pollMinutes, clock, countJobs }: StateParts,
  readers: () => Promise<Counts>,
): Promise<StateReading> {
  const state = await monitoredState(database);
  const beats = await listBeats(database);
  const polls = await sourceFacts(database, sources);
  const health = polls.map((facts) => healthOfSource(facts, clock(), pollMinutes));
  return {
    byLabel: {
      broadsheet_deliveries_waiting: state.waiting,
      broadsheet_outbox_waiting: state.outbox,
      broadsheet_alarms_open: state.alarms,
      broadsheet_feedback_last_day: state.feedback,
      broadsheet_readers: await readers(),
      broadsheet_digest_frozen_timestamp_seconds: state.frozenAt,
      broadsheet_digest_released_timestamp_seconds: state.releasedAt,
      broadsheet_source_up: Object.fromEntries(
        health.map(({ source, state: is }) => [source, is === 'ok' ? 1 : 0]),
      ),
      broadsheet_source_last_read_timestamp_seconds: Object.fromEntries(
        polls.flatMap(({ source, lastSuccess }) =>
          lastSuccess === null ? [] : [[source, lastSuccess.getTime() / SECOND_MS]],
        ),
      ),
      broadsheet_source_drifted_fields: Object.fromEntries(
        polls.map(({ source, drift }) => [source, drift.length]),
      ),
    },
    alone: {
      broadsheet_slices_leased: state.leasedSlices,
      broadsheet_digests_paused: state.pausedDigests,
      broadsheet_mail_held: state.mailHeld ? 1 : 0,
      broadsheet_workers: beats.filter(isLiving).length,
      ...(beats[0] === undefined ? {} : { broadsheet_worker_beat_age_seconds: beats[0].ageSeconds }),
    },
    queues: await countJobs(),
  };
}

/** The last result while it is younger than `freshMs`; who asks meanwhile waits for the same one. */
function keptFor<T>(freshMs: number, read: () => Promise<T>): () => Promise<T> {
  let kept: Promise<T> | null = null;
  let readAt = Number.NEGATIVE_INFINITY;
  return () => {
    if (kept === null || performance.now() - readAt > freshMs) {
      readAt = performance.now();
      kept = read();
      // A failure is told and not kept.
      kept.catch(() => {
        kept = null;
      });
    }
    return kept;
  };
}
