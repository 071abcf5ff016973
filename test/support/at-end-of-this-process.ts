import { spawn } from 'node:child_process';

/**
 * Has a shell command carried out when this process ends in whatever way: a run that is killed would leave
 * servers and folders behind, and no later run uses the same ones.
 * @param args what the command knows as `$1`, `$2` …
 * @returns gives that up
 */
export function atEndOfThisProcess(command: string, ...args: readonly string[]): () => void {
  const whenInputEnds = `while read -r _; do :; done; ${command}`;
  const watcher = spawn('sh', ['-c', whenInputEnds, 'sh', ...args], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.on('error', () => undefined);
  watcher.unref();
  return () => watcher.kill('SIGKILL');
}

/** Stops the embedded PostgreSQL of a data folder, and removes the folder. */
export function stopServerAtEnd(dataDir: string): () => void {
  const pidFile = '$1/postgres/database/cluster/postmaster.pid';
  return atEndOfThisProcess(`kill -QUIT "$(head -n 1 "${pidFile}")"; rm -rf "$1"`, dataDir);
}
