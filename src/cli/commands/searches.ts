import { BroadsheetError } from '../../errors.js';
import { type AskedReaders, askedNames } from '../../model/reader-filter.js';
import { listReaderSearches } from '../../store/subscribers/reader-searches.js';
import { readerFilter } from '../../subscribers/reader-filter.js';
import { forgetSearch, keepSearch, namedSearch } from '../../subscribers/reader-searches.js';
import { openStores } from '../../wiring/wiring.js';
import { cliActor } from '../cli-actor.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';

export type SearchesAction = 'list' | 'keep' | 'forget';

export interface SearchesOptions extends AskedReaders {
  readonly what: SearchesAction;
  readonly name: string | undefined;
}

/** `broadsheet searches`: what operators look for again and again. */
export function searchesCommand(
  terminal: Terminal,
  { what, name, ...options }: SearchesOptions,
): Promise<number> {
  if (what !== 'list' && name === undefined)
    throw new BroadsheetError('INPUT_INVALID', `Name the search: broadsheet searches ${what} NAME`);
  return withAppContext(terminal, async (app) => {
    const pairs = askedNames.flatMap((each) => (options[each] === undefined ? [] : [[each, options[each]]]));
    const asked: AskedReaders = Object.fromEntries(pairs);
    readerFilter(asked, app.config.digestTimezone);
    const stores = await openStores(app);
    if (what === 'keep') await keepSearch(stores, cliActor(), { asked, ids: null, name: name ?? '' });
    else if (what === 'forget')
      await forgetSearch(stores, cliActor(), (await namedSearch(stores, name ?? '')).id);
    else
      for (const kept of await listReaderSearches(stores.database)) {
        const said = Object.entries(kept.asked).map(([each, value]) => `${each}=${value}`);
        terminal.out(`${kept.name}\t${said.join(' ')}\n`);
      }
    return 0;
  });
}
