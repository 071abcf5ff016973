import type { Job, Worker } from 'bullmq';
import type { Logger } from 'pino';
import { codeOf, errorFacts } from '../error-facts.js';
import type { TestCopy } from '../mailing/send-test.js';
import type { CalendarDate } from '../model/calendar-date.js';
import type { PeriodicKind } from '../model/digest.js';
import { settlesWithin } from '../time-bound.js';
import type { LostJob } from './direct-work.js';
import type { QueueBackend } from './queue-backend.js';
import { isScheduled, type QueueName, queueNames } from './queue-plan.js';
import { type JobData, jobNames } from './queues.js';

/** What a worker calls. Each may be called twice for the same thing, and by several workers at once. */
export interface Stages {
  /** Has every list read again whose time has come. */
  pollRecent(): Promise<void>;
  /** Like all that take a signal: ends early when it is aborted, a slice after the messages on the wire. */
  pollDate(date: CalendarDate, options: { readonly onlyDue: boolean }, signal: AbortSignal): Promise<void>;
  assemble(
    period: CalendarDate | 'due',
    options: { readonly release: boolean; readonly kind: PeriodicKind },
    signal: AbortSignal,
  ): Promise<void>;
  sendSlice(sliceId: number, signal: AbortSignal): Promise<void>;
  processSignups(): Promise<void>;
  sendNotices(signal: AbortSignal): Promise<void>;
  sendTest(copy: TestCopy, signal: AbortSignal): Promise<void>;
  sendOutbound(signal: AbortSignal): Promise<void>;
  learnTastes(signal: AbortSignal): Promise<void>;
  fetchPictures(date: CalendarDate, signal: AbortSignal): Promise<void>;
  goThroughImports(signal: AbortSignal): Promise<void>;
  sweep(): Promise<void>;
  /** Counts what happened on the last days. */
  countDays(): Promise<void>;
}

export interface Workers {
  /**
   * Takes no more jobs, lets the running ones end for at most `withinMs` milliseconds (20 s by default) and
   * closes. What did not end is left to the sweep. Calling it again waits for the first call.
   */
  close(withinMs?: number): Promise<void>;
  /** Takes no jobs of the queues that go by the clock, until it is called with false. */
  holdScheduled(held: boolean): void;
  /** Carries out a job that did not come by a queue. Never rejects: what failed is in the log. */
  carryOut(job: LostJob): Promise<void>;
}

type Step = (stages: Stages, data: JobData, signal: AbortSignal) => Promise<void>;

const steps: Readonly<Record<string, Step>> = {
  [jobNames.pollRecent]: (stages) => stages.pollRecent(),
  [jobNames.pollDate]: (stages, { date, onlyDue = false }, signal) =>
    stages.pollDate(given(date), { onlyDue }, signal),
  [jobNames.assemble]: (stages, { period, release, kind = 'daily' }, signal) =>
    stages.assemble(given(period), { release: given(release), kind }, signal),
  [jobNames.slice]: (stages, { sliceId }, signal) => stages.sendSlice(given(sliceId), signal),
  [jobNames.signups]: (stages) => stages.processSignups(),
  [jobNames.notices]: (stages, _data, signal) => stages.sendNotices(signal),
  [jobNames.outbound]: (stages, _data, signal) => stages.sendOutbound(signal),
  [jobNames.testCopy]: (stages, { test }, signal) => stages.sendTest(given(test), signal),
  [jobNames.learn]: (stages, _data, signal) => stages.learnTastes(signal),
  [jobNames.pictures]: (stages, { date }, signal) => stages.fetchPictures(given(date), signal),
  [jobNames.imports]: (stages, _data, signal) => stages.goThroughImports(signal),
  [jobNames.sweep]: (stages) => stages.sweep(),
  [jobNames.countDays]: (stages) => stages.countDays(),
};

/** Jobs outlive the program that wrote them. */
function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the job does not say what it is about');
  return value;
}

const CLOSE_WITHIN_MS = 20_000;
const ABANDON_WITHIN_MS = 2_000;

/** Starts one worker for each queue. */
export async function startWorkers(backend: QueueBackend, stages: Stages, log: Logger): Promise<Workers> {
  const stopping = new AbortController();
  const start = (name: QueueName) =>
    backend.openWorker(name, (job) => carryOut(job, stages, log.child({ queue: name }), stopping.signal));
  const workers = queueNames.map(start);
  await Promise.all(workers.map((worker) => worker.waitUntilReady()));

  let closing: Promise<void> | null = null;
  const scheduled = workers.filter(({ name }) => isScheduled(name as QueueName));
  return {
    carryOut: ({ queue, name, data, id }) =>
      carryOut({ id: id ?? name, name, data }, stages, log.child({ queue }), stopping.signal).catch(
        () => undefined,
      ),
    holdScheduled: (held) => {
      for (const worker of scheduled) {
        if (held) void worker.pause(true);
        else worker.resume();
      }
    },
    close: (withinMs = CLOSE_WITHIN_MS) => {
      stopping.abort();
      closing ??= closeWorkers(workers, withinMs, log);
      return closing;
    },
  };
}

async function carryOut(
  job: Pick<Job, 'id' | 'name' | 'data'>,
  stages: Stages,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  const started = performance.now();
  const fields = { job: job.id, name: job.name, data: job.data as JobData };
  const step = steps[job.name];
  try {
    if (step === undefined) throw new Error('no stage is known for this job');
    await step(stages, fields.data, signal);
    log.debug({ ...fields, ms: Math.round(performance.now() - started) }, 'job-done');
  } catch (error) {
    // What was told to stop did not fail; the sweep comes back to it.
    const event = signal.aborted ? 'job-stopped' : 'job-failed';
    log[signal.aborted ? 'info' : 'error']({ ...fields, error: errorFacts(error) }, event);
    throw jobError(error);
  }
}

/**
 * The error that a job fails with: its message is a code and nothing else. PostgreSQL refuses a NUL or a lone
 * surrogate in a job's error message, the job would stay active; and what a server or a driver wrote may hold
 * an address.
 */
export function jobError(error: unknown): Error {
  const failed = new Error(codeOf(error));
  failed.name = 'JobError';
  return failed;
}

async function closeWorkers(workers: readonly Worker[], withinMs: number, log: Logger): Promise<void> {
  const closed = Promise.all(workers.map((worker) => worker.close()));
  if (await settlesWithin(closed, withinMs)) return;
  log.warn('jobs-abandoned');
  await settlesWithin(
    Promise.all(workers.map((worker) => worker.getBackend().close(true))),
    ABANDON_WITHIN_MS,
  );
}
