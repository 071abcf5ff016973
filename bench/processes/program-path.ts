import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Debian keeps Postfix's programs where only root's PATH looks. */
const ALSO = ['/usr/sbin', '/usr/local/sbin', '/usr/libexec/postfix', '/usr/lib/postfix/sbin'];

/** The path of an installed program, or null. */
export function programPath(name: string): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...ALSO];
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
