import { parentPort } from 'node:worker_threads';
import { RefusedInput } from './refused-input.js';

/** What the thread is asked, and what it answers. */
export interface ParsingRequest {
  readonly job: string;
  readonly input: unknown;
}

export type ParsingResult =
  | { readonly is: 'ready' }
  | { readonly is: 'parsed'; readonly output: unknown }
  | { readonly is: 'refused'; readonly reason: RefusedInput['reason']; readonly message: string };

/** Reads one kind of input; may throw RefusedInput. Input and output are copied between the threads. */
export type ParsingJob = (input: never) => unknown;

/** The other end of `openParsingThread`: answers one request after the other. Called once, by the thread's entry. */
export function serveParsing(jobs: ReadonlyMap<string, ParsingJob>): void {
  const port = parentPort;
  if (port === null) throw new Error('this is no thread');
  const answer = (message: ParsingResult): void => port.postMessage(message);
  port.on('message', ({ job, input }: ParsingRequest) => {
    try {
      const parse = jobs.get(job);
      if (parse === undefined) throw new Error(`there is no job ${job}`);
      answer({ is: 'parsed', output: parse(input as never) });
    } catch (error) {
      const reason = error instanceof RefusedInput ? error.reason : 'fault';
      answer({ is: 'refused', reason, message: error instanceof Error ? error.message : String(error) });
    }
  });
  answer({ is: 'ready' });
}
