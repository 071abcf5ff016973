import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Polls until the condition holds; throws, naming it, when it does not within `milliseconds`: by default three times as
 * long as what a sweep picks up may take.
 */
export async function waitFor(
  what: string,
  condition: () => boolean | Promise<boolean>,
  milliseconds = 45_000,
): Promise<void> {
  const deadline = performance.now() + milliseconds;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited ${milliseconds} ms in vain for ${what}`);
    await sleep(15);
  }
}
