/**
 * The queues, and how many of its jobs one process carries out at a time. Confirmations have a queue of their own, so
 * that a large digest never delays them, and so have events, whose receivers may be slow, and what may take minutes and
 * nobody waits for: learning, the pictures of papers, and lists of readers. Several slices at once, because one whose last message hangs at a slow server is not done before
 * that is.
 */
export const queuePlan = {
  poll: 1,
  digest: 1,
  deliver: 4,
  mail: 2,
  outbound: 1,
  learn: 1,
  import: 1,
  sweep: 1,
} as const;

export type QueueName = keyof typeof queuePlan;

export const queueNames = Object.keys(queuePlan) as QueueName[];

/** Queues whose jobs come by the clock: what brings mail on its way does not. */
export function isScheduled(name: QueueName): boolean {
  return name !== 'deliver' && name !== 'mail' && name !== 'outbound' && name !== 'import';
}

/** How long a queue has to take a job in before the caller is told that it does not answer. */
export const ADD_WITHIN_MS = 5_000;
