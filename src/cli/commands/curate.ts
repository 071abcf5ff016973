import { changeNote, movePin } from '../../digests/change-curation.js';
import { curate, paperIdOf, takeBack } from '../../digests/curate.js';
import { digestAsked } from '../../digests/open-digest.js';
import { MINUTE_MS } from '../../durations.js';
import { askForPaper } from '../../jobs/ask-for-paper.js';
import type { Curation, CurationAction } from '../../model/curation.js';
import { digestName } from '../../model/digest-period.js';
import { oneLine } from '../../model/one-line.js';
import { listCurations } from '../../store/digests/curations.js';
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
  /** The number of the pin to put before the one above it, or behind the one below it. */
  readonly up?: number;
  readonly down?: number;
  /** The number of the one whose note is changed, to `note`. */
  readonly noteOf?: number;
  readonly note?: string;
  /** One JSON object a line. */
  readonly json?: boolean;
}

const ASK_WITHIN_MS = MINUTE_MS;

/** More are a matter for the API, page by page. */
const MOST_LISTED = 500;

/** `broadsheet pin`, `add`, `hide`: what an operator decides of a paper before a digest freezes. */
export function curateCommand(action: CurationAction) {
  return (terminal: Terminal, options: CurateOptions): Promise<number> =>
    withAppContext(terminal, async (app) => {
      const stores = await openStores(app);
      const { paper, note = null } = options;
      const { lookup } = openSources(stores);
      if (action !== 'hide') await askForPaper({ ...stores, lookup }, paperIdOf(paper), ASK_WITHIN_MS);
      const digest = await digestAsked(stores, options);
      terminal.out(line(await curate(stores, cliActor(), { paper, action, digest, note })));
      return 0;
    });
}

/** `broadsheet curations`: what is pinned, added and hidden; `--undo` ends one, `--up`, `--down` and `--note-of` change one. */
export function curationsCommand(terminal: Terminal, options: CurationsOptions): Promise<number> {
  const { all = false, undo, json = false } = options;
  return withAppContext(terminal, async (app) => {
    const stores = await openStores(app);
    await change(stores, options);
    const curations =
      undo === undefined
        ? await listCurations(stores.database, { all, limit: MOST_LISTED })
        : [await takeBack(stores, cliActor(), undo)];
    for (const curation of curations) terminal.out(json ? `${JSON.stringify(curation)}\n` : line(curation));
    return 0;
  });
}

async function change(stores: Stores, { up, down, noteOf, note }: CurationsOptions): Promise<void> {
  if (up !== undefined) await movePin(stores, cliActor(), { id: up, move: 'up' });
  if (down !== undefined) await movePin(stores, cliActor(), { id: down, move: 'down' });
  if (noteOf !== undefined) await changeNote(stores, cliActor(), { id: noteOf, note: note ?? null });
}

function line(curation: Curation): string {
  const { id, action, kind, period, paperId, title, note, endedAt } = curation;
  const where = kind === null ? `from ${period}` : digestName(kind, period);
  const ended = endedAt === null ? [] : ['taken back'];
  const parts = [id, action, where, paperId, oneLine(title), ...(note === null ? [] : [note]), ...ended];
  return `${parts.join('\t')}\n`;
}
