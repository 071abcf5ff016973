import { cpuSeconds, peakMemoryMB } from '../processes/process-usage.js';
import { startScript } from '../processes/start-script.js';
import type { NaiveAnswer, NaiveRequest, NaiveSetup } from './naive-process.js';

/** The naive sender in a process of its own, ready to send. */
export interface NaiveProcess {
  /** Resolves when the server has taken all of them. */
  send(first: number, count: number): Promise<void>;
  cpuSeconds(): number | null;
  peakMemoryMB(): number | null;
  stop(): Promise<void>;
}

export async function startNaive(setup: NaiveSetup): Promise<NaiveProcess> {
  let onDone: (() => void) | null = null;
  const file = new URL('./naive-process.ts', import.meta.url);
  const script = startScript<NaiveRequest, NaiveAnswer>(file, [], () => onDone?.());
  const ask = (request: NaiveRequest): Promise<void> => {
    const done = new Promise<void>((resolve) => {
      onDone = resolve;
    });
    script.send(request);
    return Promise.race([done, script.failed]);
  };
  await ask({ setup });
  return {
    send: (first, count) => ask({ send: { first, count } }),
    cpuSeconds: () => cpuSeconds(script.pid),
    peakMemoryMB: () => peakMemoryMB(script.pid),
    stop: () => script.stop(),
  };
}
