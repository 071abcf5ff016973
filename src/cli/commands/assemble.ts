import { BroadsheetError } from '../../errors.js';
import { assemblePeriod, listDateOf } from '../../jobs/assemble.js';
import { latestDuePeriod } from '../../model/calendar-date.js';
import { openSources, openStores } from '../../wiring.js';
import type { Terminal } from '../terminal.js';
import { withGround } from '../with-ground.js';

export interface AssembleOptions {
  readonly date?: string;
}

/** `broadsheet assemble`: freezes a digest and mails nothing. */
export function assembleCommand(terminal: Terminal, options: AssembleOptions): Promise<number> {
  return withGround(terminal, async (ground) => {
    const { config, log, clock } = ground;
    const { database } = await openStores(ground);
    const period = options.date ?? latestDuePeriod(clock(), config.digestTime, config.digestTimezone);
    const sources = openSources(ground);
    const queues = { deliver: async () => undefined };
    const context = { config, database, sources, clock, log, queues };
    const digest = await assemblePeriod(context, period, { release: false }, new AbortController().signal);
    if (digest === null) {
      const list = listDateOf(period, config);
      const message = `The list of ${list} could not be read yet. Try: broadsheet ingest --date ${list}`;
      throw new BroadsheetError('DIGEST_NOT_READY', message);
    }
    terminal.out(`${period}: ${digest.papers.length} papers, frozen ${digest.frozenAt.toISOString()}\n`);
    return 0;
  });
}
