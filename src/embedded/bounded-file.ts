import { copyFile, open, stat, truncate } from 'node:fs/promises';

const MOST_BYTES = 2_000_000;
const LOOK_EVERY_MS = 60_000;

/** Size of a file in bytes; 0 where there is none yet. */
export async function fileSize(file: string): Promise<number> {
  return await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

/** What was written since it had `offset` bytes, at most 64 KB of it. */
export async function readFrom(file: string, offset: number): Promise<string> {
  const handle = await open(file, 'r').catch(() => null);
  if (handle === null) return '';
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(65_536), 0, 65_536, offset);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/**
 * Moves what a log holds aside when it has grown: the newest 2 MB and the part before stay. Its program goes on writing
 * to the same file, at its end, because it was opened for appending.
 */
export async function boundFile(file: string): Promise<void> {
  if ((await fileSize(file)) < MOST_BYTES) return;
  await copyFile(file, `${file}.1`);
  await truncate(file);
}

/** Bounds a log now and then until the function it returns is called. */
export function keepFileBounded(file: string): () => void {
  const timer = setInterval(() => void boundFile(file).catch(() => undefined), LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
