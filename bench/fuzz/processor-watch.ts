import { waitedForProcessorMs } from '../processes/process-usage.js';

const LOOK_EVERY_MS = 500;
const REMEMBERED = 40;
/** Who waits for half of the time has no processor of its own. */
const STARVED_SHARE = 0.5;

/** How long a program waits for a processor of a machine that is busy with others: that is no fault of its own. */
export interface ProcessorWatch {
  /** So far, in ms. */
  waitedMs(): number;
  /** Whether it hardly had one at some moment of the last 20 s. */
  wasStarved(): boolean;
  stop(): void;
}

export function watchProcessor(pid: number): ProcessorWatch {
  const waitedMs = () => waitedForProcessorMs(pid) ?? 0;
  const shares: number[] = [];
  let last = { at: performance.now(), waited: waitedMs() };
  const timer = setInterval(() => {
    const now = { at: performance.now(), waited: waitedMs() };
    shares.push((now.waited - last.waited) / (now.at - last.at));
    if (shares.length > REMEMBERED) shares.shift();
    last = now;
  }, LOOK_EVERY_MS);
  return {
    waitedMs,
    wasStarved: () => shares.some((share) => share > STARVED_SHARE),
    stop: () => clearInterval(timer),
  };
}
