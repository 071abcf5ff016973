import type { SinkReport } from './arrivals.js';

/** Messages/s from the first message to the last; null where there are not two. */
export function rateAtSink({ messages, firstAt, lastAt }: SinkReport): number | null {
  if (firstAt === null || lastAt === null || lastAt === firstAt) return null;
  return (1000 * (messages - 1)) / (lastAt - firstAt);
}
