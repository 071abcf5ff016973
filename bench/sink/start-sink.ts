import { startScript } from '../processes/start-script.js';
import type { SinkReport } from './arrivals.js';
import type { SinkOptions } from './sink.js';
import type { SinkAnswer, SinkRequest } from './sink-process.js';

/** A sink in a process of its own, so that its work is not counted as the sender's. */
export interface SinkProcess {
  readonly pid: number;
  readonly port: number;
  report(): Promise<SinkReport>;
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** @throws Error where its process ends before it listens */
export async function startSink(options: SinkOptions): Promise<SinkProcess> {
  const waiting = new Map<number, (answer: SinkAnswer) => void>();
  const script = startScript<SinkRequest, SinkAnswer>(
    new URL('./sink-process.ts', import.meta.url),
    [JSON.stringify(options)],
    (answer) => {
      waiting.get(answer.id)?.(answer);
      waiting.delete(answer.id);
    },
  );
  const answerTo = (id: number): Promise<SinkAnswer> =>
    Promise.race([new Promise<SinkAnswer>((resolve) => waiting.set(id, resolve)), script.failed]);
  let lastId = 0;
  const ask = async (what: SinkRequest['ask']): Promise<SinkReport> => {
    lastId += 1;
    const answered = answerTo(lastId);
    script.send({ id: lastId, ask: what });
    const answer = await answered;
    if (!('report' in answer)) throw new Error('the sink answered something else');
    return answer.report;
  };
  const first = await answerTo(0);
  if (!('port' in first)) throw new Error('the sink did not say where it listens');
  return {
    pid: script.pid,
    port: first.port,
    report: () => ask('report'),
    reset: async () => void (await ask('reset')),
    stop: () => script.stop(),
  };
}
