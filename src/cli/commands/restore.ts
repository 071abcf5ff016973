import { restore } from '../../backup/restore.js';
import { decideWaiting, type SettledCopy, settleCopy } from '../../backup/settle-copy.js';
import { readOrMakeSecret } from '../../embedded/secret.js';
import { recordAct } from '../../store/audit.js';
import { identifyData } from '../../store/data-identity.js';
import { listApiKeys } from '../../store/operators/api-keys.js';
import { holdMail } from '../../store/restores.js';
import { type AppContext, openDatabaseUrl, openStores } from '../../wiring/wiring.js';
import { cliActor } from '../cli-actor.js';
import { tellLongWork } from '../long-work.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';

export interface RestoreCommandOptions {
  readonly file: string;
  /** Of other nodes. */
  readonly departures: readonly string[];
}

/**
 * `broadsheet restore`: fills an empty database, lets those leave again who left since, and holds all mail. Where it
 * fails nothing of the backup is kept.
 */
export function restoreCommand(terminal: Terminal, options: RestoreCommandOptions): Promise<number> {
  return withAppContext(terminal, async (app) => {
    const databaseUrl = await openDatabaseUrl(app);
    const work = tellLongWork(terminal);
    const { takenAt } = await restore({
      databaseUrl,
      file: options.file,
      secretKeys: await secretKeysOf(app),
      insteadOfFull: insteadOfFull(app),
      log: app.log,
      progress: {
        checked: (manifest, rows) =>
          work.done(`sound: ${rows} rows of ${manifest.takenAt}, by Broadsheet ${manifest.version}`),
        table: (name, rows) => work.done(`${name}: ${rows} rows`),
        filled: () => work.done('making indexes …'),
      },
    });
    const settled = await holdAndSettle(app, new Date(takenAt), options.departures);
    terminal.out(summary(options.file, takenAt, settled));
    for (const file of settled.missing) {
      terminal.err(
        `There is no ${file}: who left since is not known here. Look at the nodes that ran, and restore again with ` +
          '--departures FILE before mail goes on.\n',
      );
    }
    if (settled.keys > 0) {
      terminal.err(
        `${settled.keys} keys of the API are good again as they were then, also those that were revoked since; ` +
          'broadsheet keys list has them. Operators sign in anew.\n',
      );
    }
    return 0;
  });
}

async function holdAndSettle(
  app: AppContext,
  copiedAt: Date,
  others: readonly string[],
): Promise<SettledCopy & { readonly keys: number }> {
  const { database, keyring } = await openStores(app);
  const departureFiles = [app.config.departuresFile, ...others];
  const copy = { database, keyring, departureFiles, copiedAt };
  await decideWaiting(copy, app.clock());
  await identifyData(database, () => null);
  await holdMail(database, 'command', copiedAt);
  await recordAct(database, cliActor(), { action: 'backup.restore', object: null, facts: { copiedAt } });
  const keys = (await listApiKeys(database)).filter(({ revokedAt }) => revokedAt === null).length;
  return { ...(await settleCopy(copy)), keys };
}

async function secretKeysOf({ config }: AppContext): Promise<readonly string[]> {
  return config.secretKeys.length > 0 ? config.secretKeys : [await readOrMakeSecret(config.dataDir)];
}

function insteadOfFull({ config }: AppContext): string {
  return config.databaseUrl === null
    ? `stop the service and move the folder postgres in ${config.dataDir} away; the next start makes a new one`
    : 'make one with createdb and name it in DATABASE_URL';
}

function summary(file: string, takenAt: string, { left, erased, uncertain }: SettledCopy): string {
  return (
    `${file} is restored, as it was at ${takenAt}. Since then ${left} left and ${erased} were erased, which was done ` +
    `again; ${uncertain} messages may have been sent and are uncertain. No mail is sent until: broadsheet resume --all\n`
  );
}
