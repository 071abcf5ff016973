import { setTimeout as sleep } from 'node:timers/promises';

/** Polls until the condition holds; throws, naming it, when it does not within `milliseconds`. */
export async function waitFor(
  what: string,
  condition: () => boolean | Promise<boolean>,
  milliseconds = 20_000,
): Promise<void> {
  const deadline = performance.now() + milliseconds;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited ${milliseconds} ms in vain for ${what}`);
    await sleep(15);
  }
}
