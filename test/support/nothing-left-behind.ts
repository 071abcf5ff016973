import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect } from 'vitest';
import { leftBehind, stateOfProcess } from './state-of-process.js';

/** Files share a process, and what one leaves there would meet another: so the one that leaves it is the one that fails. */
const before = stateOfProcess();

afterAll(async () => {
  const left = () => leftBehind(before, stateOfProcess());
  // What is closed takes some turns of the loop to be gone.
  for (let turn = 0; turn < 100 && left().length > 0; turn += 1) await sleep(20);
  expect(left(), 'what this test file left behind in the process that it shares').toEqual([]);
});
