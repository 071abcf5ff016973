import type { DefaultJobOptions, QueueOptions, WorkerOptions } from 'bullmq';

/**
 * A job is never retried: what it did not get done is found by the next sweep. Finished jobs are kept in small
 * numbers, for people to look at; the tables hold what happened.
 */
export const jobOptions: DefaultJobOptions = {
  attempts: 1,
  removeOnComplete: { count: 50 },
  removeOnFail: { count: 200 },
};

/** A job under an id of its own is gone when it ends, or it would keep the next one of that id away. */
export const jobOptionsForOwnId: DefaultJobOptions = {
  ...jobOptions,
  removeOnComplete: true,
  removeOnFail: true,
};

export const queueOptions: Omit<QueueOptions, 'connection'> = {
  prefix: 'broadsheet',
  defaultJobOptions: jobOptions,
  streams: { events: { maxLen: 500 } },
};

export const workerOptions: Omit<WorkerOptions, 'connection'> = {
  prefix: 'broadsheet',
  // A killed process holds its jobs for the lock and until the next look, 25 s at the most; by BullMQ's defaults it
  // would be a minute. A job that is taken from a worker that is only slow runs twice, which is harmless.
  lockDuration: 15_000,
  stalledInterval: 10_000,
  // The default of 15 s would also be the time that closing waits while the server is away.
  runRetryDelay: 2_000,
};
