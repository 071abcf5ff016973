import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeBenchFolder, removeLeftovers } from '../../bench/processes/bench-folder.js';

/** The id of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

test.skipIf(!existsSync('/proc/self/cwd'))(
  'what a killed benchmark left behind is ended and removed',
  async () => {
    const own = await makeBenchFolder();
    const left = await mkdtemp(join(tmpdir(), `broadsheet-bench-${deadPid()}-`));
    const program = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { cwd: left });
    try {
      const ended = once(program, 'exit');
      await once(program, 'spawn');
      expect(await removeLeftovers()).toBeGreaterThanOrEqual(1);
      await ended;
      expect(program.signalCode).toBe('SIGKILL');
      expect({ left: existsSync(left), own: existsSync(own) }).toEqual({ left: false, own: true });
    } finally {
      program.kill('SIGKILL');
      await rm(own, { recursive: true, force: true });
      await rm(left, { recursive: true, force: true });
    }
  },
);
