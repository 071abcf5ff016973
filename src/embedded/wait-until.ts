import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again until the answer is yes; false when it was not within `milliseconds`. */
export async function waitUntil(
  milliseconds: number,
  condition: () => boolean | Promise<boolean>,
): Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  while (!(await condition())) {
    if (performance.now() > deadline) return false;
    await sleep(10);
  }
  return true;
}
