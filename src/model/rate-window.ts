/** At most `count` messages in any `periodMs`; `aligned`: in each such period since the epoch, as a day in UTC. */
export interface RateLimit {
  readonly periodMs: number;
  readonly count: number;
  readonly aligned?: boolean;
}

/** What was taken of each limit: pairs of a slot of time and a count, the oldest first. */
export type TakenSlots = Readonly<Record<string, readonly (readonly [slot: number, count: number])[]>>;

export interface Reservation {
  readonly granted: number;
  readonly taken: TakenSlots;
  /** When more can be granted, in milliseconds since the epoch; `now` where something was granted. */
  readonly retryAt: number;
}

/** A sliding window moves in steps of a thirtieth: a slot counts until all of it is older than the period. */
const SLOTS = 30;

/**
 * Takes up to `wanted` messages of all limits at once; a limit is never exceeded in any period.
 * @param now in milliseconds since the epoch, of a clock that all who share the limits share
 */
export function reserve(
  taken: TakenSlots,
  limits: readonly RateLimit[],
  now: number,
  wanted: number,
): Reservation {
  const windows = limits.map((limit) => windowOf(taken, limit, now));
  const granted = Math.max(0, Math.min(wanted, ...windows.map(({ free }) => free)));
  const next = windows.map(({ limit, live }) => [keyOf(limit), added(live, slotAt(limit, now), granted)]);
  const waits = granted > 0 ? [] : windows.map((window) => freeAgainAt(window, now));
  return { granted, taken: Object.fromEntries(next) as TakenSlots, retryAt: Math.max(now, ...waits) };
}

/** Returns what was reserved at a time and not used. */
export function giveBack(
  taken: TakenSlots,
  limits: readonly RateLimit[],
  reservedAt: number,
  count: number,
): TakenSlots {
  const returned = limits.map((limit) => {
    const slot = slotAt(limit, reservedAt);
    const slots = (taken[keyOf(limit)] ?? []).map(
      ([at, held]) => [at, at === slot ? Math.max(0, held - count) : held] as const,
    );
    return [keyOf(limit), slots.filter(([, held]) => held > 0)];
  });
  return { ...taken, ...(Object.fromEntries(returned) as TakenSlots) };
}

/** How many messages one worker reserves at once: a twentieth of the tightest limit, so that others get theirs. */
export function chunkOf(limits: readonly RateLimit[]): number {
  const tightest = Math.min(...limits.map(({ count }) => count));
  return Math.min(Math.max(Math.floor(tightest / 20), 1), 200);
}

interface Window {
  readonly limit: RateLimit;
  readonly live: readonly (readonly [number, number])[];
  readonly free: number;
}

function windowOf(taken: TakenSlots, limit: RateLimit, now: number): Window {
  const live = (taken[keyOf(limit)] ?? []).filter(([slot]) => endsAt(limit, slot) > now);
  return { limit, live, free: limit.count - live.reduce((sum, [, count]) => sum + count, 0) };
}

/** When enough has passed out of a window that is used up. */
function freeAgainAt({ limit, live, free }: Window, now: number): number {
  let left = free;
  for (const [slot, count] of live) {
    if (left > 0) break;
    left += count;
    if (left > 0) return endsAt(limit, slot);
  }
  return left > 0 ? now : now + limit.periodMs;
}

function added(slots: readonly (readonly [number, number])[], slot: number, count: number) {
  if (count === 0) return slots;
  const held = slots.find(([at]) => at === slot)?.[1] ?? 0;
  return [...slots.filter(([at]) => at !== slot), [slot, held + count] as const].sort(([a], [b]) => a - b);
}

/** Until when what was taken in a slot counts. */
function endsAt(limit: RateLimit, slot: number): number {
  const end = (slot + 1) * slotMs(limit);
  return limit.aligned === true ? end : end + limit.periodMs;
}

function slotAt(limit: RateLimit, now: number): number {
  return Math.floor(now / slotMs(limit));
}

function slotMs({ periodMs, aligned }: RateLimit): number {
  return aligned === true ? periodMs : periodMs / SLOTS;
}

function keyOf({ periodMs, aligned }: RateLimit): string {
  return aligned === true ? `${periodMs} aligned` : String(periodMs);
}

/** How many messages of a limit count at a time. */
export function takenAt(taken: TakenSlots, limit: RateLimit, now: number): number {
  return limit.count - windowOf(taken, limit, now).free;
}
