import { Worker } from 'node:worker_threads';
import { MINUTE_MS } from '../durations.js';
import { RefusedInput } from './refused-input.js';
import type { ParsingRequest, ParsingResult } from './serve-parsing.js';

export interface ParsingThreadOptions {
  /** The module that calls `serveParsing`. */
  readonly entry: URL;
  /** Of one input, from the moment at which the thread takes it; default 5 s. */
  readonly deadlineMs?: number;
  /** Default 128. */
  readonly heapMegabytes?: number;
}

export interface ParsingThread {
  /**
   * Has one input read; inputs are read one at a time, in the order in which they came.
   * @throws RefusedInput where it exceeds a bound, takes too long, fills the heap or breaks its reader
   */
  parse<Output>(job: string, input: unknown): Promise<Output>;
  /** Ends the thread; what is under way or waiting is rejected. May be called again. */
  close(): Promise<void>;
}

const DEADLINE_MS = 5_000;
const HEAP_MEGABYTES = 128;
/** Loading its modules on a machine that is busy. */
const READY_WITHIN_MS = MINUTE_MS;

/**
 * A thread in which what strangers send is read. Whatever an input does there, pages are answered meanwhile: the
 * thread is ended at the deadline or at its heap's limit, the input is refused, and the next one gets a new thread.
 * It is started by the first input, sees nothing of the environment, and keeps no process alive.
 */
export function openParsingThread(options: ParsingThreadOptions): ParsingThread {
  let thread: Thread | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;
  const parseNext = async (request: ParsingRequest): Promise<unknown> => {
    if (closed) throw new Error('the parsing thread is closed');
    if (thread?.hasEnded()) thread = null;
    thread ??= startThread(options);
    try {
      return await thread.ask(request);
    } catch (error) {
      // Whoever closes says nothing about the input.
      throw closed ? new Error('the parsing thread was closed', { cause: error }) : error;
    }
  };
  return {
    parse: <Output>(job: string, input: unknown) => {
      const parsed = last.then(() => parseNext({ job, input }));
      last = parsed.catch(() => undefined);
      return parsed as Promise<Output>;
    },
    close: async () => {
      closed = true;
      await thread?.end();
      await last;
    },
  };
}

interface Thread {
  ask(request: ParsingRequest): Promise<unknown>;
  hasEnded(): boolean;
  end(): Promise<void>;
}

/** Who waits for the thread's next word. */
interface Waiting {
  resolve(answer: ParsingResult): void;
  reject(error: Error): void;
}

function startThread({
  entry,
  deadlineMs = DEADLINE_MS,
  heapMegabytes = HEAP_MEGABYTES,
}: ParsingThreadOptions): Thread {
  const worker = new Worker(entry, {
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes, maxYoungGenerationSizeMb: 16 },
  });
  worker.unref();
  let waiting: Waiting | null = null;
  let ended = false;
  const fail = (error: Error): void => {
    ended = true;
    waiting?.reject(error);
  };
  worker.on('message', (answer: ParsingResult) => waiting?.resolve(answer));
  worker.on('error', (error) => fail(faultOf(error)));
  worker.on('exit', () => fail(new RefusedInput('fault', 'The thread that read it ended.')));
  const nextAnswer = async (withinMs: number): Promise<ParsingResult> => {
    const timer = setTimeout(() => {
      fail(new RefusedInput('too-slow', `Reading it took longer than ${withinMs} ms.`));
      void worker.terminate();
    }, withinMs);
    try {
      return await new Promise((resolve, reject) => {
        waiting = { resolve, reject };
      });
    } finally {
      clearTimeout(timer);
    }
  };
  const ready = nextAnswer(READY_WITHIN_MS);
  return {
    ask: async (request) => {
      await ready.catch((error: unknown) => {
        // No input is to blame for a thread that does not start.
        throw new Error('the parsing thread did not start', { cause: error });
      });
      const answered = nextAnswer(deadlineMs);
      worker.postMessage(request);
      const answer = await answered;
      if (answer.is === 'parsed') return answer.output;
      if (answer.is === 'refused') throw new RefusedInput(answer.reason, answer.message);
      throw new Error('the parsing thread said twice that it is ready');
    },
    hasEnded: () => ended,
    end: async () => {
      await worker.terminate();
    },
  };
}

function faultOf(error: Error): RefusedInput {
  return (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? new RefusedInput('out-of-memory', 'Reading it took more memory than it may.', { cause: error })
    : new RefusedInput('fault', `Reading it failed: ${error.message}`, { cause: error });
}
