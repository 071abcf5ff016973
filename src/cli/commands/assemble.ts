import { listDateOf } from '../../digests/digest-request.js';
import { BroadsheetError } from '../../errors.js';
import { assemblePeriod } from '../../jobs/assemble.js';
import { digestName, dueMoment } from '../../model/digest-period.js';
import { startStage } from '../../operators/start-stage.js';
import { openStores } from '../../wiring/wiring.js';
import { openSources } from '../../wiring/wiring-sources.js';
import { cliActor } from '../cli-actor.js';
import { type AskedDigest, askedName } from '../find-asked.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';

/** `broadsheet assemble`: freezes a digest and mails nothing. */
export function assembleCommand(terminal: Terminal, options: AskedDigest): Promise<number> {
  return withAppContext(terminal, async (app) => {
    const stores = await openStores(app);
    const { config, log, clock, database } = stores;
    const asked = askedName(options, config, clock());
    const name = digestName(asked.kind, asked.period);
    const dueAt = dueMoment(asked, config.digestTime, config.digestTimezone);
    if (asked.kind !== 'daily' && dueAt > clock()) {
      const message = `${name} is not over; its digest is due ${dueAt.toISOString()}.`;
      throw new BroadsheetError('DIGEST_NOT_READY', message);
    }
    const { sources } = openSources(stores);
    const queues = { deliver: async () => undefined };
    // Who asks for it by hand does not want to wait.
    const context = { config: { ...config, sourceWaitMinutes: 0 }, database, sources, clock, log, queues };
    const digest = await startStage(stores, cliActor(), { kind: 'freeze', digest: name }, () =>
      assemblePeriod(context, asked, { release: false }, new AbortController().signal),
    );
    if (digest === null) {
      const list = asked.kind === 'daily' ? listDateOf(asked, config) : asked.period;
      const message = `The list of ${list} could not be read yet. Try: broadsheet ingest --date ${list}`;
      throw new BroadsheetError('DIGEST_NOT_READY', message);
    }
    terminal.out(`${name}: ${digest.papers.length} papers, frozen ${digest.frozenAt.toISOString()}\n`);
    return 0;
  });
}
