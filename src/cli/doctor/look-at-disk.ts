import { statfs } from 'node:fs/promises';
import type { Finding } from '../../dns/finding.js';
import { fault, fine, unasked, warning } from '../../dns/finding.js';

const CHECK = 'disk';
const MEGABYTE = 1_000_000;
const LOW_MEGABYTES = 1_000;
const FULL_MEGABYTES = 100;

/** How much room is left where DATA_DIR is. */
export async function lookAtDisk(folder: string): Promise<Finding> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return judgeRoom(Math.floor((bavail * bsize) / MEGABYTE));
  } catch (error) {
    return unasked(CHECK, `DATA_DIR is not there yet (${String((error as { code?: unknown }).code)})`);
  }
}

/** @param megabytes what is left */
export function judgeRoom(megabytes: number): Finding {
  const text = `${megabytes} MB are left where DATA_DIR is`;
  const remedy = { todo: 'Make room: the log, pictures and, where it is embedded, the database grow there.' };
  if (megabytes < FULL_MEGABYTES) return fault(CHECK, text, remedy);
  return megabytes < LOW_MEGABYTES ? warning(CHECK, text, remedy) : fine(CHECK, text);
}
