import { BroadsheetError } from '../errors.js';

/** What says so: the system calls of Node, PostgreSQL's disk_full, and PostgreSQL in words. */
const CODES = new Set(['ENOSPC', 'EDQUOT', '53100']);
const WORDS = /No space left on device|Disk quota exceeded/i;

/** The error to tell where a full disk is behind another, however deep; null where none is. */
export function diskFullBehind(error: unknown): BroadsheetError | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code, path } = cause as NodeJS.ErrnoException;
    if (!CODES.has(code ?? '') && !WORDS.test(cause.message)) continue;
    const where = path === undefined ? 'where the data is kept' : `for ${path}`;
    const message = `No space is left on the disk ${where}. Make room, then start again; nothing is lost.`;
    return new BroadsheetError('DISK_FULL', message, { cause: error });
  }
  return null;
}
