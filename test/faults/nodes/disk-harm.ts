import { spawnSync } from 'node:child_process';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Harm, Nodes } from './nodes.js';

const DISK_MB = 300;
const FULL_MS = 15_000;

/** The disk of the database is full in the middle of a send, until somebody makes room and starts it again. */
export const diskHarm: Harm = {
  name: 'disk-full',
  missing: async () => (process.getuid?.() === 0 ? null : 'a disk of its own is made by root alone'),
  plan: {
    makeFolder: async (folder) => {
      await mkdir(folder, { recursive: true, mode: 0o711 });
      const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m,mode=711`, 'tmpfs', folder]);
      if (mounted.status !== 0) throw new Error(`no disk could be made: ${mounted.stderr}`);
      return async () => void spawnSync('umount', ['-l', folder]);
    },
  },
  run: async ({ folder, postgres, atMoments, note, smtp }: Nodes) => {
    await atMoments(1, async () => {
      const filler = join(folder, 'data', 'filler');
      note(`${await fill(filler)} MB filled`);
      const before = smtp.taken();
      await delay(FULL_MS);
      note(`${smtp.taken() - before} messages while it was full`);
      await rm(filler);
      // A server that could write no log of its own ends.
      await postgres.kill().catch(() => undefined);
      await postgres.restart();
    });
  },
};

async function fill(file: string): Promise<number> {
  const handle = await open(file, 'w');
  const block = Buffer.alloc(1 << 20);
  let written = 0;
  try {
    for (;;) {
      await handle.write(block);
      written += 1;
    }
  } catch {
    // The rest, to the last page.
    for (;;) if ((await handle.write(block.subarray(0, 4096)).catch(() => null)) === null) break;
  } finally {
    await handle.close();
  }
  return written;
}
