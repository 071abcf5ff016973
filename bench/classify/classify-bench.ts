import type { BenchContext } from '../bench-context.js';
import { isWanted } from '../filter.js';
import { median, type ResultRow, ratio } from '../measurement.js';
import { startScript } from '../processes/start-script.js';
import { unlessAborted } from '../processes/unless-aborted.js';
import type { ClassifyAnswer } from './classify-process.js';

const benchName = 'classify';
const VARIANTS = ['invented', 'recorded'];

export function wantsClassify(filter: readonly string[]): boolean {
  return VARIANTS.some((variant) => isWanted(filter, benchName, variant));
}

/** How fast returned mail is read on one core, in a process that does nothing else. */
export async function benchClassify({ options, signal, progress }: BenchContext): Promise<ResultRow[]> {
  progress(`${benchName}: ${options.runs} runs`);
  const answer = await askProcess(options.runs, signal);
  const rows = answer.map(({ name, messages, octets, microseconds, peakMemoryMB }): ResultRow => {
    const own = median(microseconds);
    return {
      bench: benchName,
      variant: name,
      messagesPerSecond: ratio(1e6, own),
      cpuSecondsPer1000: ratio(own, 1000),
      peakMemoryMB,
      ratioToNaive: null,
      ratioToSmtpSource: null,
      extra: { microseconds: own, messages, octets },
    };
  });
  return rows.filter(({ variant }) => isWanted(options.filter, benchName, variant));
}

async function askProcess(runs: number, signal: AbortSignal): Promise<ClassifyAnswer> {
  let take: (answer: ClassifyAnswer) => void = () => undefined;
  const answered = new Promise<ClassifyAnswer>((resolve) => {
    take = resolve;
  });
  const file = new URL('./classify-process.ts', import.meta.url);
  const script = startScript<never, ClassifyAnswer>(file, [String(runs)], take);
  try {
    return await unlessAborted(Promise.race([answered, script.failed]), signal);
  } finally {
    await script.stop();
  }
}
