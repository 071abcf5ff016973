import { BroadsheetError } from '../../errors.js';

/** An EMBEDDED_DATABASE_FAILED whose message ends with the way out that always exists. */
export function embeddedDatabaseFault(what: string, cause?: unknown): BroadsheetError {
  const message = `${what}, or set DATABASE_URL to a PostgreSQL of your own.`;
  return new BroadsheetError('EMBEDDED_DATABASE_FAILED', message, cause === undefined ? {} : { cause });
}
