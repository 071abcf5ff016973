import { curate, paperIdOf, takeBack } from '../../digests/curate.js';
import { digestAsked } from '../../digests/open-digest.js';
import type { Curation, CurationAction } from '../../model/curation.js';
import { digestName } from '../../model/digest-period.js';
import { oneLine } from '../../model/one-line.js';
import { isArxivId } from '../../model/paper.js';
import { listCurations } from '../../store/digests/curations.js';
import { saveLookup } from '../../store/papers/paper-lookups.js';
import { paperExists } from '../../store/papers/papers.js';
import { openStores, type Stores } from '../../wiring/wiring.js';
import { openSources } from '../../wiring/wiring-sources.js';
import { cliActor } from '../cli-actor.js';
import type { AskedDigest } from '../find-asked.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';

export interface CurateOptions extends AskedDigest {
  readonly paper: string;
  readonly note?: string;
}

export interface CurationsOptions {
  readonly all?: boolean;
  /** The number of the one to take back. */
  readonly undo?: number;
  /** One JSON object a line. */
  readonly json?: boolean;
}

const ASK_WITHIN_MS = 60_000;

/** More are a matter for the API, page by page. */
const MOST_LISTED = 500;

/** `broadsheet pin`, `add`, `hide`: what an operator decides of a paper before a digest freezes. */
export function curateCommand(action: CurationAction) {
  return (terminal: Terminal, options: CurateOptions): Promise<number> =>
    withAppContext(terminal, async (app) => {
      const stores = await openStores(app);
      const { paper, note = null } = options;
      if (action !== 'hide') await askForPaper(stores, paperIdOf(paper));
      const digest = await digestAsked(stores, options);
      terminal.out(line(await curate(stores, cliActor(), { paper, action, digest, note })));
      return 0;
    });
}

/**
 * A paper that no list has brought yet is asked for, where a source answers for single papers.
 * @throws as {@link PaperLookup.fetchPapers}
 */
async function askForPaper(stores: Stores, id: string): Promise<void> {
  const { database, clock } = stores;
  const { lookup } = openSources(stores);
  if (lookup === null || !isArxivId(id) || (await paperExists(database, id))) return;
  const said = await lookup.fetchPapers([id], AbortSignal.timeout(ASK_WITHIN_MS));
  await saveLookup(database, lookup.name, { ids: [id], said, at: clock() });
}

/** `broadsheet curations`: what is pinned, added and hidden, or with `--undo` the end of one of them. */
export function curationsCommand(terminal: Terminal, options: CurationsOptions): Promise<number> {
  const { all = false, undo, json = false } = options;
  return withAppContext(terminal, async (app) => {
    const stores = await openStores(app);
    const curations =
      undo === undefined
        ? await listCurations(stores.database, { all, limit: MOST_LISTED })
        : [await takeBack(stores, cliActor(), undo)];
    for (const curation of curations) terminal.out(json ? `${JSON.stringify(curation)}\n` : line(curation));
    return 0;
  });
}

function line(curation: Curation): string {
  const { id, action, kind, period, paperId, title, note, endedAt } = curation;
  const where = kind === null ? `from ${period}` : digestName(kind, period);
  const ended = endedAt === null ? [] : ['taken back'];
  const parts = [id, action, where, paperId, oneLine(title), ...(note === null ? [] : [note]), ...ended];
  return `${parts.join('\t')}\n`;
}
