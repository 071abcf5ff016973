import type { Config } from '../config/config.js';
import { BroadsheetError } from '../errors.js';
import type { Database } from '../store/database.js';
import { knowsZone, mendZones } from '../store/subscribers/reader-faults.js';

interface ZonesContext {
  readonly config: Pick<Config, 'digestTimezone'>;
  readonly database: Database;
  readonly log: { warn(fields: object, event: string): void };
}

/**
 * PostgreSQL says when each reader's time is, so it has to know every zone: those of readers that it does not know are
 * mended.
 * @throws BroadsheetError CONFIG_INVALID where it does not know the site's own
 */
export async function checkZones({ config, database, log }: ZonesContext): Promise<void> {
  const zone = config.digestTimezone;
  if (!(await knowsZone(database, zone))) {
    const message = `PostgreSQL does not know the time zone ${zone}. Set DIGEST_TIMEZONE to another name of it, or install the server's time zone data (on Debian the package tzdata-legacy has the former names).`;
    throw new BroadsheetError('CONFIG_INVALID', message);
  }
  for (const mended of await mendZones(database)) log.warn(mended, 'zone-mended');
}
