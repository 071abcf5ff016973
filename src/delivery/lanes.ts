/** Whoever uses lanes; only its identity counts. */
export type LaneHolder = object;

/**
 * Permits to put messages on the wire, one for each SMTP connection. A row is marked as on the wire only by
 * someone who holds a lane, so a dead process leaves at most one such row for each connection, however many
 * slices it worked on.
 */
export interface Lanes {
  /** Waits for a lane; false when the signal came first. */
  take(holder: LaneHolder, signal: AbortSignal): Promise<boolean>;
  /** Gives one lane back; whoever holds fewest gets it. */
  release(holder: LaneHolder): void;
  /** True while somebody waits who has no lane at all: a long slice gives way to a single message. */
  isWanted(): boolean;
}

interface Waiter {
  readonly holder: LaneHolder;
  readonly grant: () => void;
}

export function createLanes(count: number): Lanes {
  const held = new Map<LaneHolder, number>();
  const waiting: Waiter[] = [];
  let free = count;

  const give = (holder: LaneHolder): void => {
    free -= 1;
    held.set(holder, (held.get(holder) ?? 0) + 1);
  };
  const neediest = (): Waiter | undefined =>
    waiting.reduce<Waiter | undefined>((best, waiter) => {
      const lanes = held.get(waiter.holder) ?? 0;
      return best === undefined || lanes < (held.get(best.holder) ?? 0) ? waiter : best;
    }, undefined);

  return {
    take(holder, signal) {
      if (signal.aborted) return Promise.resolve(false);
      if (free > 0) {
        give(holder);
        return Promise.resolve(true);
      }
      return new Promise((resolve) => {
        const forget = (): void => {
          waiting.splice(waiting.indexOf(waiter), 1);
          signal.removeEventListener('abort', refuse);
        };
        const refuse = (): void => {
          forget();
          resolve(false);
        };
        const waiter: Waiter = {
          holder,
          grant: () => {
            forget();
            resolve(true);
          },
        };
        waiting.push(waiter);
        signal.addEventListener('abort', refuse, { once: true });
      });
    },
    release(holder) {
      const left = (held.get(holder) ?? 0) - 1;
      if (left > 0) held.set(holder, left);
      else held.delete(holder);
      free += 1;
      const next = neediest();
      if (next === undefined) return;
      give(next.holder);
      next.grant();
    },
    isWanted: () => waiting.some(({ holder }) => !held.has(holder)),
  };
}
