import type { Job, Queue } from 'bullmq';
import { BroadsheetError } from '../errors.js';
import { settlesWithin } from '../time-bound.js';
import type { QueueBackend } from './queue-backend.js';
import { type QueueName, queueNames } from './queue-plan.js';
import { type ScheduleName, type ScheduleTimes, schedulesFor } from './schedules.js';

/** How many jobs of a queue are in each state. */
export interface QueueCounts {
  readonly queue: QueueName;
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
}

/** A job that failed and is kept to be looked at. */
export interface FailedJob {
  readonly queue: QueueName;
  readonly id: string;
  readonly name: string;
  /** Ids and dates that it is about. */
  readonly about: string;
  readonly reason: string;
  readonly failedAt: Date | null;
}

export interface NextRun {
  readonly schedule: ScheduleName;
  /** Null where the queue has lost it; a worker makes it again within half a minute. */
  readonly next: Date | null;
  /** Null where it goes by the calendar. */
  readonly everySeconds: number | null;
  /** How often it comes by the calendar; null where it goes by seconds. */
  readonly each: 'hour' | 'day' | 'week' | 'month' | null;
}

/** What operators see and do of the queues. */
export interface QueueDesk {
  /** @throws BroadsheetError QUEUE_UNREACHABLE */
  counts(): Promise<readonly QueueCounts[]>;
  /** The latest of each queue. */
  failed(): Promise<readonly FailedJob[]>;
  schedules(): Promise<readonly NextRun[]>;
  /**
   * Has a failed job carried out once more.
   * @returns false where there is none of this id that failed
   */
  retry(queue: string, id: string): Promise<boolean>;
  /**
   * Removes a failed job from what is kept to be looked at.
   * @returns false where there is none of this id that failed
   */
  forget(queue: string, id: string): Promise<boolean>;
}

const FAILED_SHOWN = 20;
const LONGEST_REASON = 500;
const ANSWERS_WITHIN_MS = 3_000;

export function openQueueDesk(backend: QueueBackend, times: ScheduleTimes): QueueDesk {
  const open = openOnce(backend);
  const ofEach = <T>(read: (queue: Queue, name: QueueName) => Promise<T>): Promise<T[]> =>
    inTime(Promise.all(queueNames.map(async (name) => read(await open(name), name))));
  const withFailed = async (queue: string, id: string, act: (job: Job) => Promise<void>) => {
    const name = queueNames.find((one) => one === queue);
    const job = name === undefined ? undefined : await inTime(open(name).then((opened) => opened.getJob(id)));
    if (job === undefined || !(await inTime(job.isFailed()))) return false;
    await inTime(act(job));
    return true;
  };
  return {
    counts: () =>
      ofEach(async (queue, name) => {
        const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'failed');
        const { waiting = 0, active = 0, delayed = 0, failed = 0 } = counts;
        return { queue: name, waiting, active, delayed, failed };
      }),
    failed: async () => {
      const found = await ofEach(async (queue, name) =>
        (await queue.getFailed(0, FAILED_SHOWN - 1)).map((job) => failedJob(name, job)),
      );
      return found.flat().sort((one, other) => timeOf(other) - timeOf(one));
    },
    schedules: () =>
      inTime(
        Promise.all(
          schedulesFor(times).map(async ({ id, queueName, repeat }) => {
            const next = (await (await open(queueName)).getJobScheduler(id))?.next;
            const everySeconds = repeat.every === undefined ? null : repeat.every / 1_000;
            const each = repeat.pattern === undefined ? null : stretchOf(repeat.pattern);
            return { schedule: id, next: next === undefined ? null : new Date(next), everySeconds, each };
          }),
        ),
      ),
    retry: (queue, id) => withFailed(queue, id, (job) => job.retry('failed')),
    forget: (queue, id) => withFailed(queue, id, (job) => job.remove()),
  };
}

/** Opens each queue once, when it is first asked about, for as long as the backend is open. */
function openOnce(backend: QueueBackend): (name: QueueName) => Promise<Queue> {
  const opened = new Map<QueueName, Promise<Queue>>();
  return (name) => {
    const known = opened.get(name);
    if (known !== undefined) return known;
    const queue = backend.openQueue(name);
    const isReady = queue.waitUntilReady().then(() => queue);
    opened.set(name, isReady);
    // One whose server did not answer at that moment takes nothing for as long as it is open.
    isReady.catch(() => {
      opened.delete(name);
      return backend.closeQueue(queue);
    });
    return isReady;
  };
}

function failedJob(queue: QueueName, { id, name, data, failedReason, finishedOn }: Job): FailedJob {
  const about = Object.values((data ?? {}) as Readonly<Record<string, unknown>>)
    .map(String)
    .join(' ');
  const failedAt = finishedOn === undefined ? null : new Date(finishedOn);
  return { queue, id: String(id), name, about, reason: failedReason.slice(0, LONGEST_REASON), failedAt };
}

function timeOf({ failedAt }: FailedJob): number {
  return failedAt?.getTime() ?? 0;
}

/** The stretch of time in which a schedule comes once. @param pattern of cron: minute, hour, day of the month, month, day of the week */
export function stretchOf(pattern: string): NonNullable<NextRun['each']> {
  const [, hour, dayOfMonth, , dayOfWeek] = pattern.split(' ');
  if (hour === '*') return 'hour';
  if (dayOfWeek !== '*') return 'week';
  return dayOfMonth === '*' ? 'day' : 'month';
}

async function inTime<T>(asked: Promise<T>): Promise<T> {
  try {
    if (!(await settlesWithin(asked, ANSWERS_WITHIN_MS))) throw new Error('no answer in time');
    return await asked;
  } catch (cause) {
    throw new BroadsheetError('QUEUE_UNREACHABLE', 'The queue does not answer. Try again in a moment.', {
      cause,
    });
  }
}
