import type { BenchContext } from '../bench-context.js';
import { sendNaively } from '../naive/send-naively.js';
import { startSink } from '../sink/start-sink.js';
import type { Conditions } from './conditions.js';
import type { Equipment } from './equipment.js';
import type { NaiveConnections } from './measure.js';

/** Without a delay it is bound by its own work, with one by round trips. */
const candidates = { near: [5, 10, 20], far: [20, 50, 100] } as const;
const MOST_MESSAGES = 600;

/** Finds, for each delay, the number of connections with which the naive sender is fastest. */
export async function tuneNaive(
  context: BenchContext,
  equipment: Equipment,
  planned: readonly Conditions[],
): Promise<NaiveConnections> {
  const delays = new Set(planned.flatMap(({ sender, delayMs }) => (sender === 'naive' ? [delayMs] : [])));
  const best = new Map<number, number>();
  for (const delayMs of delays) {
    const connections = await fastest(context, equipment, delayMs);
    context.progress(`the naive sender is fastest with ${connections} connections at ${delayMs} ms`);
    best.set(delayMs, connections);
  }
  return best;
}

async function fastest(
  { options, signal }: BenchContext,
  { content }: Equipment,
  delayMs: number,
): Promise<number> {
  const messages = Math.min(MOST_MESSAGES, options.naiveMessages);
  const rates = new Map<number, number>();
  const sink = await startSink({ delayMs, verify: false, markEvery: 0 });
  try {
    for (const connections of delayMs > 0 ? candidates.far : candidates.near) {
      const plan = { content, processes: 1, connections, dkim: null, messages };
      rates.set(connections, (await sendNaively(plan, sink, signal)).messagesPerSecond ?? 0);
    }
  } finally {
    await sink.stop();
  }
  return [...rates].reduce((left, right) => (right[1] > left[1] ? right : left))[0];
}
