import type { Lane } from './lane.js';

/** Whoever uses lanes; only its identity counts. */
export type LaneHolder = object;

/**
 * Permits to put messages on the wire, one for each SMTP connection. A row is marked as on the wire only by
 * someone who holds a lane, so a dead process leaves at most one such row for each connection, however many
 * slices it worked on.
 */
export interface Lanes {
  readonly count: number;
  /** Waits for a lane; null when the signal came first. */
  take(holder: LaneHolder, signal: AbortSignal): Promise<Lane | null>;
  /** Gives one lane back; whoever holds fewest gets it. */
  release(holder: LaneHolder, lane: Lane): void;
  /** True while somebody waits who has no lane at all: a long slice gives way to a single message. */
  isWanted(): boolean;
}

interface Waiter {
  readonly holder: LaneHolder;
  readonly grant: (lane: Lane) => void;
}

export function createLanes(lanes: readonly Lane[]): Lanes {
  const held = new Map<LaneHolder, number>();
  const waiting: Waiter[] = [];
  // The last one given back is the first one taken, so what is not needed falls idle.
  const free = [...lanes];

  const count = (holder: LaneHolder): void => {
    held.set(holder, (held.get(holder) ?? 0) + 1);
  };
  const neediest = (): Waiter | undefined =>
    waiting.reduce<Waiter | undefined>((best, waiter) => {
      const lanes = held.get(waiter.holder) ?? 0;
      return best === undefined || lanes < (held.get(best.holder) ?? 0) ? waiter : best;
    }, undefined);

  return {
    count: lanes.length,
    take(holder, signal) {
      if (signal.aborted) return Promise.resolve(null);
      const lane = free.pop();
      if (lane !== undefined) {
        count(holder);
        return Promise.resolve(lane);
      }
      return new Promise((resolve) => {
        const forget = (): void => {
          waiting.splice(waiting.indexOf(waiter), 1);
          signal.removeEventListener('abort', refuse);
        };
        const refuse = (): void => {
          forget();
          resolve(null);
        };
        const waiter: Waiter = {
          holder,
          grant: (granted) => {
            forget();
            resolve(granted);
          },
        };
        waiting.push(waiter);
        signal.addEventListener('abort', refuse, { once: true });
      });
    },
    release(holder, lane) {
      const left = (held.get(holder) ?? 0) - 1;
      if (left > 0) held.set(holder, left);
      else held.delete(holder);
      lane.rest();
      const next = neediest();
      if (next === undefined) {
        free.push(lane);
        return;
      }
      count(next.holder);
      next.grant(lane);
    },
    isWanted: () => waiting.some(({ holder }) => !held.has(holder)),
  };
}
