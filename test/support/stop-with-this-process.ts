import { spawn } from 'node:child_process';
import { join } from 'node:path';

/**
 * Stops the embedded server of a data folder and removes the folder when this process ends in whatever way: a
 * run that is killed would leave them behind, and no later run uses the same folder.
 * @returns gives that up
 */
export function stopWithThisProcess(dataDir: string): () => void {
  const whenInputEnds = 'while read -r _; do :; done; kill -QUIT "$(head -n 1 "$2")"; rm -rf "$1"';
  const pidFile = join(dataDir, 'postgres', 'database', 'cluster', 'postmaster.pid');
  const watcher = spawn('sh', ['-c', whenInputEnds, 'sh', dataDir, pidFile], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.on('error', () => undefined);
  watcher.unref();
  return () => watcher.kill('SIGKILL');
}
