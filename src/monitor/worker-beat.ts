import { SECOND_MS } from '../durations.js';
import type { Database } from '../store/database.js';
import { forgetBeat, LOST_AFTER_SECONDS, recordBeat, type Worker } from '../store/worker-beats.js';

const BEAT_EVERY_MS = 15 * SECOND_MS;

export interface Beating {
  /** Whether its last beat was written within a minute. */
  isBeating(): boolean;
  /** Stops, and takes the beat away, so that nobody misses this worker. */
  close(): Promise<void>;
}

/** Writes every 15 s that this worker lives. */
export async function startBeating(
  database: Database,
  worker: Worker,
  onError: (error: unknown) => void,
): Promise<Beating> {
  let writtenAt = performance.now();
  let writing: Promise<void> = Promise.resolve();
  const beat = async () => {
    await recordBeat(database, worker);
    writtenAt = performance.now();
  };
  await beat();
  const timer = setInterval(() => {
    writing = beat().catch(onError);
  }, BEAT_EVERY_MS);
  return {
    isBeating: () => performance.now() - writtenAt <= LOST_AFTER_SECONDS * SECOND_MS,
    close: async () => {
      clearInterval(timer);
      await writing;
      await forgetBeat(database, worker.worker).catch(onError);
    },
  };
}
