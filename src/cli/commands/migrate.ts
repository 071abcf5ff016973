import { migrate } from '../../store/migrate.js';
import { openDatabaseUrl } from '../../wiring/wiring.js';
import type { Terminal } from '../terminal.js';
import { withGround } from '../with-ground.js';

/** `broadsheet migrate`: applies what is missing and names it. */
export function migrateCommand(terminal: Terminal): Promise<number> {
  return withGround(terminal, async (ground) => {
    const applied = await migrate(await openDatabaseUrl(ground), ground.log);
    terminal.out(applied.length === 0 ? 'The database is up to date.\n' : `Applied: ${applied.join(', ')}\n`);
    return 0;
  });
}
