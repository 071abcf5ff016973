import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
  readonly withinMs: number;
  /** 20 by default. */
  readonly everyMs?: number;
  readonly signal: AbortSignal;
}

/**
 * Asks until the condition holds.
 * @throws Error that names what was waited for in vain; the signal's reason where it is aborted
 */
export async function waitUntil(
  what: string,
  condition: () => boolean | Promise<boolean>,
  { withinMs, everyMs = 20, signal }: WaitOptions,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited ${withinMs / 1000} s in vain for ${what}`);
    await sleep(everyMs, undefined, { signal });
  }
}

/**
 * Waits until a count that grows has reached `goal`; however long that takes, it must not stand still.
 * @throws Error where it does for `stillMs`
 */
export async function waitForCount(
  what: string,
  goal: number,
  count: () => Promise<number>,
  { stillMs, everyMs, signal }: { stillMs: number; everyMs: number; signal: AbortSignal },
): Promise<void> {
  let newest = -1;
  let changedAt = performance.now();
  for (;;) {
    const current = await count();
    if (current >= goal) return;
    if (current !== newest) changedAt = performance.now();
    else if (performance.now() - changedAt > stillMs) {
      throw new Error(`${what}: ${current} of ${goal}, and no more for ${stillMs / 1000} s`);
    }
    newest = current;
    await sleep(everyMs, undefined, { signal });
  }
}
