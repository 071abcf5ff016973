import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Has the server end with this process also where there is no time to wait for it: a second Ctrl-C, a fault that
 * nobody caught. The server goes on alone from the signal on. Where another process has put up its card the server
 * stays: it may be in use.
 * @returns takes that back
 */
export function stopServerAtExit(home: string, cluster: string): () => void {
  const stop = () => {
    try {
      if (readdirSync(join(home, 'processes')).length > 1) return;
      const pid = Number.parseInt(readFileSync(join(cluster, 'postmaster.pid'), 'utf8'), 10);
      if (pid > 1 && pid !== process.pid) process.kill(pid, 'SIGINT');
    } catch {
      // It has ended already, or the next start finds it.
    }
  };
  process.once('exit', stop);
  return () => void process.off('exit', stop);
}
