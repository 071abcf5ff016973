/* A thread whose every job takes all memory there is. */
import { parentPort } from 'node:worker_threads';

const kept = [];
parentPort.on('message', () => {
  for (;;) kept.push(Array.from({ length: 1_000 }, (_, index) => ({ index, at: kept.length })));
});
parentPort.postMessage({ is: 'ready' });
