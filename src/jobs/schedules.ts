import { setTimeout as delay } from 'node:timers/promises';
import type { Queue, RepeatOptions } from 'bullmq';
import type { Logger } from 'pino';
import { MINUTE_MS } from '../durations.js';
import { errorFacts } from '../error-facts.js';
import type { PeriodicKind } from '../model/digest.js';
import { jobOptions } from './job-options.js';
import type { QueueBackend } from './queue-backend.js';
import type { QueueName } from './queue-plan.js';
import { type JobData, jobNames } from './queues.js';

export interface ScheduleTimes {
  readonly pollMinutes: number;
  /** `HH:MM`. */
  readonly digestTime: string;
  /** IANA. */
  readonly digestTimezone: string;
}

export interface Schedules {
  /** Makes again what the queue has lost; happens by itself every half minute. */
  check(): Promise<void>;
  close(): Promise<void>;
}

export type ScheduleName =
  | 'poll'
  | 'assemble'
  | 'assemble-weekly'
  | 'assemble-monthly'
  | 'learn'
  | 'count-days'
  | 'sweep';

interface Schedule {
  /** Also the id of BullMQ's scheduler. */
  readonly id: ScheduleName;
  readonly queueName: QueueName;
  readonly repeat: RepeatOptions;
  readonly job: { readonly name: string; readonly data?: JobData };
}

interface OpenSchedule extends Schedule {
  readonly queue: Queue;
}

const SWEEP_EVERY_MS = 15_000;
/** What was answered before breakfast is learned before the digest of the hour. */
const LEARN_EVERY_MS = 10 * MINUTE_MS;
const CHECK_EVERY_MS = 30_000;
/** A scheduler is a chain of jobs; one whose next job is this late has lost a link. */
const LOST_AFTER_MS = 45_000;
/** How often making a scheduler is retried. */
const MAKE_RETRIES = 4;

/** When each stage runs by the clock. */
export function schedulesFor({
  pollMinutes,
  digestTime,
  digestTimezone,
}: ScheduleTimes): readonly Schedule[] {
  const [hour, minute] = digestTime.split(':').map(Number);
  const assembleOn = (id: ScheduleName, days: string, kind: { readonly kind?: PeriodicKind }): Schedule => ({
    id,
    queueName: 'digest',
    repeat: { pattern: `${minute} ${hour} ${days}`, tz: digestTimezone },
    job: { name: jobNames.assemble, data: { ...kind, period: 'due', release: true } },
  });
  return [
    {
      id: 'poll',
      queueName: 'poll',
      repeat: { every: pollMinutes * MINUTE_MS },
      job: { name: jobNames.pollRecent },
    },
    assembleOn('assemble', '* * *', {}),
    assembleOn('assemble-weekly', '* * 1', { kind: 'weekly' }),
    assembleOn('assemble-monthly', '1 * *', { kind: 'monthly' }),
    { id: 'learn', queueName: 'learn', repeat: { every: LEARN_EVERY_MS }, job: { name: jobNames.learn } },
    // Two minutes before each hour, so that the last count of a day has nearly all of it.
    {
      id: 'count-days',
      queueName: 'learn',
      repeat: { pattern: '58 * * * *', tz: digestTimezone },
      job: { name: jobNames.countDays },
    },
    { id: 'sweep', queueName: 'sweep', repeat: { every: SWEEP_EVERY_MS }, job: { name: jobNames.sweep } },
  ];
}

/**
 * Makes the schedules, whichever processes do so at the same time, and makes them again when the queue has
 * lost them. They are one for all processes that share the queues.
 * @param mayMake false while this machine's clock is wrong, by which BullMQ would date them
 */
export async function startSchedules(
  backend: QueueBackend,
  times: ScheduleTimes,
  log: Logger,
  mayMake: () => boolean = () => true,
): Promise<Schedules> {
  const schedules = schedulesFor(times).map((schedule) => ({
    ...schedule,
    queue: backend.openQueue(schedule.queueName),
  }));
  let made = false;
  const make = async () => {
    for (const schedule of schedules) await makeScheduler(schedule);
    made = true;
  };
  if (mayMake()) await backend.exclusively(make);

  let checking: Promise<void> | null = null;
  const check = () => {
    checking ??= backend
      .exclusively(() => (made ? remakeLost(schedules, log) : make()))
      .finally(() => {
        checking = null;
      });
    return checking;
  };
  const timer = setInterval(() => {
    if (!mayMake()) return;
    check().catch((error) => log.warn({ error: errorFacts(error) }, 'schedules-unchecked'));
  }, CHECK_EVERY_MS);

  const close = async () => {
    clearInterval(timer);
    await checking?.catch(() => undefined);
  };
  backend.onClose(close);
  return { check, close };
}

async function remakeLost(schedules: readonly OpenSchedule[], log: Logger): Promise<void> {
  for (const schedule of schedules) {
    if (!(await isLost(schedule))) continue;
    log.warn({ schedule: schedule.id }, 'schedule-lost');
    // One that is there keeps its moment when it is made again.
    await schedule.queue.removeJobScheduler(schedule.id);
    await makeScheduler(schedule);
  }
}

async function isLost({ queue, id, repeat }: OpenSchedule): Promise<boolean> {
  const next = (await queue.getJobScheduler(id))?.next ?? null;
  if (next === null || next < Date.now() - LOST_AFTER_MS) return true;
  // A process whose clock was ahead has dated it.
  return repeat.every !== undefined && next > Date.now() + repeat.every + LOST_AFTER_MS;
}

/** Of several processes that make one scheduler at once, some are told that the job's id exists: they retry. */
async function makeScheduler({ queue, id, repeat, job }: OpenSchedule): Promise<void> {
  for (let retries = 0; ; retries += 1) {
    try {
      await queue.upsertJobScheduler(id, repeat, { ...job, opts: jobOptions });
      return;
    } catch (error) {
      if (retries === MAKE_RETRIES) throw error;
      await delay((retries + 1) * (20 + 30 * Math.random()));
    }
  }
}
