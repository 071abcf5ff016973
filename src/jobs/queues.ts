import type { JobsOptions, Queue } from 'bullmq';
import type { Logger } from 'pino';
import { errorFacts } from '../error-facts.js';
import { BroadsheetError } from '../errors.js';
import type { TestCopy } from '../mailing/send-test.js';
import type { CalendarDate } from '../model/calendar-date.js';
import type { PeriodicKind } from '../model/digest.js';
import { settlesWithin } from '../time-bound.js';
import type { LostJob } from './direct-work.js';
import { jobOptionsForOwnId } from './job-options.js';
import type { QueueBackend } from './queue-backend.js';
import { ADD_WITHIN_MS, type QueueName } from './queue-plan.js';

/**
 * How the rest of the program starts work. Jobs hold ids and dates; what they stand for is in the tables.
 *
 * `deliver`, `processSignups`, `sendNotices`, `sendOutbound`, `learn`, `fetchPictures` and `goThroughImports` only wake a
 * worker for rows that are written already: they never reject, since a wake-up that is lost is repeated by the sweep, by the clock, or by the next poll.
 * `poll` and `assemble` reject with QUEUE_UNREACHABLE, because nothing else remembers that they were asked for.
 */
export interface JobQueues {
  /**
   * Reads the lists of these dates again, from every source or only from those whose time has come; without
   * dates, every list whose time has come.
   */
  poll(dates?: readonly CalendarDate[], options?: { readonly onlyDue: boolean }): Promise<void>;
  /**
   * Freezes the digest of a period and, where it is to be released, mails it. The period `due` is the latest
   * one that is due when the job runs, and includes what was released before and never mailed.
   */
  assemble(period: CalendarDate | 'due', options: AssembleJobOptions): Promise<void>;
  deliver(sliceIds: readonly number[]): Promise<void>;
  processSignups(): Promise<void>;
  sendNotices(): Promise<void>;
  /** Spreads what the outbox holds, and sends it. */
  sendOutbound(): Promise<void>;
  /** Sends a copy of a digest to an operator. Rejects with QUEUE_UNREACHABLE: nothing else remembers it. */
  sendTest(copy: TestCopy): Promise<void>;
  /** Learns the tastes of readers whose answers changed. */
  learn(): Promise<void>;
  /** Fetches the pictures of a day's papers; nobody waits for them, least of all the next poll of the day. */
  fetchPictures(date: CalendarDate): Promise<void>;
  /** Judges or carries out the lines of imports that wait for it. */
  goThroughImports(): Promise<void>;
  close(): Promise<void>;
}

export interface AssembleJobOptions {
  readonly release: boolean;
  /** Daily where absent. */
  readonly kind?: PeriodicKind;
}

/** What a job is about: ids and dates. */
export interface JobData {
  readonly date?: CalendarDate;
  readonly onlyDue?: boolean;
  readonly kind?: PeriodicKind;
  readonly period?: CalendarDate | 'due';
  readonly release?: boolean;
  readonly sliceId?: number;
  readonly test?: TestCopy;
}

/** A job as it is written to a queue. An id of its own keeps a second one away while the first is not done. */
interface NewJob {
  readonly name: string;
  readonly data?: JobData;
  readonly id?: string;
  /** The second one is kept away only while the first waits; asked for while that runs, it runs after it. */
  readonly runsAgain?: boolean;
}

export const jobNames = {
  pollRecent: 'poll-recent',
  pollDate: 'poll-date',
  assemble: 'assemble',
  slice: 'slice',
  signups: 'signups',
  notices: 'notices',
  testCopy: 'test-copy',
  outbound: 'outbound',
  learn: 'learn',
  pictures: 'pictures',
  imports: 'imports',
  sweep: 'sweep',
  countDays: 'count-days',
} as const;

/**
 * Opens the queues for adding, once their server has answered.
 * @param onLost takes what the queue does not; absent: a wake-up is lost, and whoever asks is told
 * @throws BroadsheetError QUEUE_UNREACHABLE
 */
export async function openQueues(
  backend: QueueBackend,
  log: Logger,
  onLost?: (job: LostJob) => void,
): Promise<JobQueues> {
  const queues = await openEach(backend);
  const { wake, ask } = openAdding(log, onLost);
  return {
    poll: (dates, { onlyDue } = { onlyDue: false }) => {
      const jobs = dates?.map((date) => ({
        name: jobNames.pollDate,
        data: onlyDue ? { date, onlyDue } : { date },
        id: `poll-${date}${onlyDue ? '-due' : ''}`,
        runsAgain: true,
      }));
      return ask(queues.poll, jobs ?? [{ name: jobNames.pollRecent }]);
    },
    assemble: (period, { release, kind = 'daily' }) => {
      const id = `assemble-${kind}-${period}-${release ? 'release' : 'freeze'}`;
      const data = { kind, period, release };
      return ask(queues.digest, [{ name: jobNames.assemble, data, id, runsAgain: true }]);
    },
    deliver: (sliceIds) =>
      wake(
        queues.deliver,
        sliceIds.map((sliceId) => ({ name: jobNames.slice, data: { sliceId }, id: `slice-${sliceId}` })),
      ),
    // No id: a row that is written while the job before it ends would wait for the sweep.
    processSignups: () => wake(queues.mail, [{ name: jobNames.signups }]),
    sendNotices: () => wake(queues.mail, [{ name: jobNames.notices }]),
    sendOutbound: () => wake(queues.outbound, [{ name: jobNames.outbound, id: 'outbound' }]),
    sendTest: (test) => ask(queues.mail, [{ name: jobNames.testCopy, data: { test } }]),
    learn: () => wake(queues.learn, [{ name: jobNames.learn }]),
    fetchPictures: (date) =>
      wake(queues.learn, [{ name: jobNames.pictures, data: { date }, id: `pictures-${date}` }]),
    goThroughImports: () => wake(queues.import, [{ name: jobNames.imports }]),
    close: async () => {
      await Promise.all(Object.values(queues).map((queue) => queue.close()));
    },
  };
}

async function openEach(backend: QueueBackend) {
  // BullMQ asks the server what it is once, and a queue whose answer was lost takes nothing for as long as it is open.
  // One after the other, so that they share a connection: side by side each would open one of its own.
  const open = async (name: QueueName): Promise<Queue> => {
    const queue = backend.openQueue(name);
    await inTime(queue.waitUntilReady());
    return queue;
  };
  return {
    poll: await open('poll'),
    digest: await open('digest'),
    deliver: await open('deliver'),
    mail: await open('mail'),
    outbound: await open('outbound'),
    learn: await open('learn'),
    import: await open('import'),
  };
}

/** Adds jobs to queues: `wake` never rejects, `ask` does where nobody takes what the queue does not. */
function openAdding(log: Logger, onLost: ((job: LostJob) => void) | undefined) {
  const lose = (queue: Queue, jobs: readonly NewJob[]): void => {
    for (const job of jobs) onLost?.({ ...job, data: job.data ?? {}, queue: queue.name as QueueName });
  };
  return {
    wake: async (queue: Queue, jobs: readonly NewJob[]): Promise<void> => {
      try {
        await addJobs(queue, jobs);
      } catch (error) {
        log.warn({ queue: queue.name, error: errorFacts(error) }, 'wake-up-lost');
        lose(queue, jobs);
      }
    },
    ask: async (queue: Queue, jobs: readonly NewJob[]): Promise<void> => {
      try {
        await addJobs(queue, jobs);
      } catch (error) {
        if (onLost === undefined) throw error;
        log.warn({ queue: queue.name, error: errorFacts(error) }, 'job-not-queued');
        lose(queue, jobs);
      }
    },
  };
}

/** Thousands of slices in one statement would hold a lock for too long. */
const MOST_AT_ONCE = 500;

async function addJobs(queue: Queue, jobs: readonly NewJob[]): Promise<void> {
  for (let start = 0; start < jobs.length; start += MOST_AT_ONCE) {
    const batch = jobs
      .slice(start, start + MOST_AT_ONCE)
      .map((job) => ({ name: job.name, data: job.data ?? {}, opts: optionsOf(job) }));
    const [first] = batch;
    const alone = batch.length === 1 && first !== undefined;
    await inTime(alone ? queue.add(first.name, first.data, first.opts) : queue.addBulk(batch));
  }
}

/** A job that is asked for while its like ends has not seen what it is asked for: only one that waits will do. */
function optionsOf({ id, runsAgain = false }: NewJob): JobsOptions {
  if (id === undefined) return {};
  return runsAgain ? { deduplication: { id, keepLastIfActive: true } } : { ...jobOptionsForOwnId, jobId: id };
}

async function inTime(added: Promise<unknown>): Promise<void> {
  try {
    if (!(await settlesWithin(added, ADD_WITHIN_MS))) throw new Error('no answer in time');
    await added;
  } catch (cause) {
    throw new BroadsheetError('QUEUE_UNREACHABLE', 'The queue does not answer. Try again in a moment.', {
      cause,
    });
  }
}
