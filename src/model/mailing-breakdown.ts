import type { DeliveryState } from './delivery.js';

/** Deliveries of a digest that went the same way. */
export interface DeliveryGroup {
  /** Null: no relay was tried. */
  readonly relay: string | null;
  readonly state: DeliveryState;
  /** Of the newest attempt; null where there was no reply. */
  readonly replyCode: number | null;
  /** Enhanced status of RFC 3463. */
  readonly replyStatus: string | null;
  /** Why the row is in its state; null where that is plain. */
  readonly reason: string | null;
  readonly count: number;
}

export interface RelayCounts {
  readonly relay: string;
  readonly sent: number;
  readonly failed: number;
  /** Tried, and to be tried again. */
  readonly deferred: number;
  readonly uncertain: number;
}

/** What was said of deliveries that did not go well. */
export interface ReplyCount {
  readonly state: 'failed' | 'deferred' | 'uncertain';
  readonly replyCode: number | null;
  readonly replyStatus: string | null;
  readonly reason: string | null;
  readonly count: number;
}

/** How each relay fared, the one with most mail first. */
export function countsByRelay(groups: readonly DeliveryGroup[]): RelayCounts[] {
  const relays = new Map<string, Record<'sent' | 'failed' | 'deferred' | 'uncertain', number>>();
  for (const { relay, state, count } of groups) {
    if (
      relay === null ||
      (state !== 'sent' && state !== 'failed' && state !== 'deferred' && state !== 'uncertain')
    )
      continue;
    const counts = relays.get(relay) ?? { sent: 0, failed: 0, deferred: 0, uncertain: 0 };
    counts[state] += count;
    relays.set(relay, counts);
  }
  const all = (counts: RelayCounts) => counts.sent + counts.failed + counts.deferred + counts.uncertain;
  return [...relays]
    .map(([relay, counts]) => ({ relay, ...counts }))
    .sort((one, other) => all(other) - all(one) || one.relay.localeCompare(other.relay));
}

/** The replies of what failed, waits to be tried again or is uncertain, the commonest first. */
export function repliesOfTrouble(groups: readonly DeliveryGroup[], limit: number): ReplyCount[] {
  const counts = new Map<string, ReplyCount>();
  for (const { state, replyCode, replyStatus, reason, count } of groups) {
    if (state !== 'failed' && state !== 'deferred' && state !== 'uncertain') continue;
    const key = JSON.stringify([state, replyCode, replyStatus, reason]);
    const known = counts.get(key)?.count ?? 0;
    counts.set(key, { state, replyCode, replyStatus, reason, count: known + count });
  }
  return [...counts.values()].sort((one, other) => other.count - one.count).slice(0, limit);
}
