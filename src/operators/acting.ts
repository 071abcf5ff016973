import type { Database } from '../store/database.js';

/** What an act needs, by whichever way it comes. */
export interface Acting {
  readonly database: Database;
  readonly clock: () => Date;
}
