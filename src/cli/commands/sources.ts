import { agoOf } from '../../model/ago.js';
import type { SourceDrift } from '../../model/source-drift.js';
import { healthOfSource, type SourceHealth } from '../../sources/source-health.js';
import { listingNames } from '../../sources/source-settings.js';
import { sourceFacts } from '../../store/papers/polls.js';
import { openStores } from '../../wiring/wiring.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';

export interface SourcesOptions {
  /** One JSON array. */
  readonly json?: boolean;
}

/**
 * `broadsheet sources`: how each source is, from the polls alone; nobody is asked.
 * @returns 0 where all answer, 69 where one is down or was not read for a while
 */
export function sourcesCommand(terminal: Terminal, options: SourcesOptions): Promise<number> {
  return withAppContext(terminal, async (app) => {
    const { config, clock, database } = await openStores(app);
    const facts = await sourceFacts(database, listingNames(config.sources));
    const sources = facts.map((one) => healthOfSource(one, clock(), config.pollMinutes));
    if (options.json === true) terminal.out(`${JSON.stringify(sources)}\n`);
    else
      for (const source of sources)
        terminal.out(`${[lineOf(source), ...source.drift.map(driftLine)].join('\n')}\n`);
    return sources.some(({ state }) => state === 'down' || state === 'stale') ? 69 : 0;
  });
}

const CHANGES = {
  moved: 'stands elsewhere',
  'other-type': 'is of another type',
  vanished: 'is missing',
} as const;

function driftLine({ field, change, items, of }: SourceDrift): string {
  return `  its format changed: ${field} ${CHANGES[change]} in ${items} of ${of} items; see the event source-drifted`;
}

function ago(minutes: number): string {
  const { unit, count } = agoOf(minutes);
  return `${count} ${count === 1 ? unit.slice(0, -1) : unit} ago`;
}

function lineOf({
  source,
  state,
  lastSuccess,
  lagMinutes,
  failingSince,
  errorCode,
  errorDetail,
}: SourceHealth) {
  const read =
    lastSuccess === null ? 'never read' : `last read ${lastSuccess.toISOString()}, ${ago(lagMinutes ?? 0)}`;
  if (failingSince === null) return `${source}: ${state}, ${read}`;
  return `${source}: ${state} since ${failingSince.toISOString()}, ${read}; ${errorCode}: ${errorDetail ?? ''}`;
}
