import { MINUTE_MS } from '../durations.js';
import type { SourceFacts } from '../model/source-facts.js';
import { lifeStage } from './polling-life.js';

/**
 * `down`: it was asked and fails. `stale`: it has not been read for a while, and nobody says that it fails; as a
 * rule no worker runs. `unknown`: it was never asked.
 */
export type SourceState = 'ok' | 'down' | 'stale' | 'unknown';

export interface SourceHealth extends SourceFacts {
  readonly state: SourceState;
  /** Minutes since it was last read; null where it never was. */
  readonly lagMinutes: number | null;
}

/** Readings of the list of the day that may be missed before a source counts as stale. */
const MISSED = 3;

/** How a source is, by its polls. */
export function healthOfSource(facts: SourceFacts, now: Date, pollMinutes: number): SourceHealth {
  const { lastSuccess, failingSince } = facts;
  const lagMinutes =
    lastSuccess === null
      ? null
      : Math.max(0, Math.floor((now.getTime() - lastSuccess.getTime()) / MINUTE_MS));
  const every = Math.max(lifeStage(facts.source, 0)?.everyMinutes ?? 0, pollMinutes);
  const isStale = lagMinutes !== null && lagMinutes > MISSED * every;
  const state = failingSince !== null ? 'down' : lagMinutes === null ? 'unknown' : isStale ? 'stale' : 'ok';
  return { ...facts, state, lagMinutes };
}
