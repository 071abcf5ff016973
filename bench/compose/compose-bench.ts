import type { BenchContext } from '../bench-context.js';
import { isWanted } from '../filter.js';
import { median, type ResultRow, ratio } from '../measurement.js';
import { startScript } from '../processes/start-script.js';
import { unlessAborted } from '../processes/unless-aborted.js';
import type { ComposeAnswer } from './compose-process.js';

const benchName = 'compose';

/** Whether a filter may leave a line of this benchmark; the steps are known when they are opened. */
export function wantsCompose(filter: readonly string[]): boolean {
  return filter.length === 0 || filter.includes(benchName);
}

/** What each step of making a message costs, in a process that does nothing else. */
export async function benchCompose({ options, signal, progress }: BenchContext): Promise<ResultRow[]> {
  progress(`${benchName}: ${options.runs} runs`);
  const answer = await askProcess(options.runs, signal);
  const microseconds = new Map(answer.map((step) => [step.name, median(step.microseconds)]));
  const rows = answer.map(({ name, rival }): ResultRow => {
    const own = microseconds.get(name) ?? null;
    return {
      bench: benchName,
      variant: name,
      messagesPerSecond: ratio(1e6, own),
      cpuSecondsPer1000: ratio(own, 1000),
      peakMemoryMB: null,
      ratioToNaive: rival === null ? null : ratio(microseconds.get(rival), own),
      ratioToSmtpSource: null,
      extra: { microseconds: own },
    };
  });
  return rows.filter(({ variant }) => isWanted(options.filter, benchName, variant));
}

async function askProcess(runs: number, signal: AbortSignal): Promise<ComposeAnswer> {
  let take: (answer: ComposeAnswer) => void = () => undefined;
  const answered = new Promise<ComposeAnswer>((resolve) => {
    take = resolve;
  });
  const file = new URL('./compose-process.ts', import.meta.url);
  const script = startScript<never, ComposeAnswer>(file, [String(runs)], take);
  try {
    return await unlessAborted(Promise.race([answered, script.failed]), signal);
  } finally {
    await script.stop();
  }
}
