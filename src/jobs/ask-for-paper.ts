import { isArxivId } from '../model/paper-id.js';
import type { PaperLookup } from '../sources/source.js';
import type { Database } from '../store/database.js';
import { saveLookup } from '../store/papers/paper-lookups.js';
import { paperExists } from '../store/papers/papers.js';

/** What asking for a single paper needs. */
export interface AskingForPapers {
  readonly database: Database;
  readonly clock: () => Date;
  /** Null: no source answers for single papers. */
  readonly lookup: PaperLookup | null;
}

/**
 * A paper that no list has brought yet is asked for, where a source answers for single papers.
 * @throws as {@link PaperLookup.fetchPapers}
 */
export async function askForPaper(
  { database, clock, lookup }: AskingForPapers,
  id: string,
  withinMs: number,
): Promise<void> {
  if (lookup === null || !isArxivId(id) || (await paperExists(database, id))) return;
  const said = await lookup.fetchPapers([id], AbortSignal.timeout(withinMs));
  await saveLookup(database, lookup.name, { ids: [id], said, at: clock() });
}
