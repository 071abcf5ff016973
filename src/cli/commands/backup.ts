import { backUp } from '../../backup/backup.js';
import { readOrMakeSecret } from '../../embedded/secret.js';
import { versionOfPackage } from '../../package-folder.js';
import { openDatabaseUrl } from '../../wiring/wiring.js';
import { type LongWork, megabytes, tellLongWork } from '../long-work.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';

export interface BackupCommandOptions {
  readonly file: string;
}

/** `broadsheet backup`: one file with everything, whole or not at all. Ctrl-C leaves nothing behind. */
export function backupCommand(terminal: Terminal, { file }: BackupCommandOptions): Promise<number> {
  return withAppContext(terminal, async (app) => {
    const { config } = app;
    const databaseUrl = await openDatabaseUrl(app);
    const secretKeys =
      config.secretKeys.length > 0 ? config.secretKeys : [await readOrMakeSecret(config.dataDir)];
    const stop = new AbortController();
    void terminal.stopped.then(() => stop.abort());
    const work: LongWork = tellLongWork(terminal);
    try {
      const { manifest, rows, octets } = await backUp({
        ...{ databaseUrl, file, secretKeys, version: versionOfPackage(), signal: stop.signal },
        progress: {
          table: (name, count) => work.done(`${name}: ${count} rows`),
          octets: (written) => work.now(`${megabytes(written)} written`),
        },
      });
      work.end();
      terminal.out(
        `${file}: ${rows} rows of ${manifest.takenAt}, ${megabytes(octets)}, read again and sound. It needs the ` +
          `SECRET_KEY with the fingerprint ${manifest.keyFingerprint}, which it does not hold.\n`,
      );
      return 0;
    } finally {
      work.end();
    }
  });
}
