import { Listr } from 'listr2';
import { type PollResult, pollList } from '../../jobs/poll.js';
import { addDays, dateIn } from '../../model/calendar-date.js';
import { startStage } from '../../operators/start-stage.js';
import { openStores } from '../../wiring/wiring.js';
import { openSources } from '../../wiring/wiring-sources.js';
import { cliActor } from '../cli-actor.js';
import { progressRenderer } from '../progress.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';

export interface IngestOptions {
  readonly date?: string;
  readonly days: number;
}

/** `broadsheet ingest`: reads lists, oldest first, and says what came of each. Fails when a source did. */
export function ingestCommand(terminal: Terminal, options: IngestOptions): Promise<number> {
  return withAppContext(terminal, async (app) => {
    const stores = await openStores(app);
    const { log, clock, database } = stores;
    const context = { database, ...openSources(stores), clock, log };
    const last = options.date ?? dateIn('UTC', clock());
    const dates = Array.from({ length: options.days }, (_, index) => addDays(last, index - options.days + 1));
    const stop = new AbortController();
    void terminal.stopped.then(() => stop.abort());
    const results: (PollResult & { date: string })[] = [];
    const tasks = dates.map((date) => ({
      title: date,
      task: async () => {
        const polled = await pollList(context, date, stop.signal);
        results.push(...polled.map((result) => ({ date, ...result })));
      },
    }));
    await startStage(stores, cliActor(), { kind: 'read-lists', dates }, () =>
      new Listr(tasks, progressRenderer(terminal)).run(),
    );
    for (const result of results) terminal.out(`${describe(result)}\n`);
    return results.some(({ errorCode }) => errorCode !== null) ? 69 : 0;
  });
}

function describe({ date, source, papers, skipped, errorCode }: PollResult & { date: string }): string {
  if (errorCode !== null) return `${date} ${source}: ${errorCode}`;
  return `${date} ${source}: ${papers} papers${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
