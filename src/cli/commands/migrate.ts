import { migrate } from '../../store/migrate.js';
import { openDatabaseUrl } from '../../wiring/wiring.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';

/** `broadsheet migrate`: applies what is missing and names it. */
export function migrateCommand(terminal: Terminal): Promise<number> {
  return withAppContext(terminal, async (app) => {
    const applied = await migrate(await openDatabaseUrl(app), app.log);
    terminal.out(applied.length === 0 ? 'The database is up to date.\n' : `Applied: ${applied.join(', ')}\n`);
    return 0;
  });
}
