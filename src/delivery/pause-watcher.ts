import type { DeliveryLog } from './delivery-log.js';

/** Tells those who send a digest that it was paused or cancelled, whoever did it and in whichever process. */
export interface PauseWatcher {
  /**
   * Looks once a second for as long as somebody watches, and calls `onHalt` when the digest is halted.
   * @returns ends the watch
   */
  watch(digestId: number, onHalt: () => void): () => void;
  /** Looks now. @throws the database's error */
  isHalted(digestId: number): Promise<boolean>;
}

export interface PauseWatcherOptions {
  /** Of some digests, those that are halted. */
  readonly find: (digestIds: readonly number[]) => Promise<readonly number[]>;
  readonly log: DeliveryLog;
  readonly lookEveryMs?: number;
}

const LOOK_EVERY_MS = 1_000;

export function createPauseWatcher({
  find,
  log,
  lookEveryMs = LOOK_EVERY_MS,
}: PauseWatcherOptions): PauseWatcher {
  const watching = new Map<number, Set<() => void>>();
  let timer: NodeJS.Timeout | null = null;
  let looking = false;

  const look = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    try {
      for (const id of await find([...watching.keys()])) {
        for (const tell of watching.get(id) ?? []) tell();
      }
    } catch {
      // The database is away; rows are marked by a statement that looks for itself.
      log.warn({}, 'pauses-not-read');
    } finally {
      looking = false;
    }
  };
  const forget = (digestId: number, tell: () => void): void => {
    const told = watching.get(digestId);
    told?.delete(tell);
    if (told?.size === 0) watching.delete(digestId);
    if (watching.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };

  return {
    watch(digestId, onHalt) {
      // One of its own for each call, so that ending one watch never ends another.
      const tell = (): void => onHalt();
      watching.set(digestId, (watching.get(digestId) ?? new Set()).add(tell));
      timer ??= setInterval(() => void look(), lookEveryMs).unref();
      return () => forget(digestId, tell);
    },
    isHalted: async (digestId) => (await find([digestId])).length > 0,
  };
}
