import { adminSiteOf } from '../config/admin-site.js';
import { type OperatorsContext, openOperators } from '../operators/operators-context.js';
import type { Stores } from './wiring.js';

/** What accounts of operators need outside the web. */
export function operatorsContext({ config, database, keyring, clock, log }: Stores): OperatorsContext {
  const { operatorKey } = keyring;
  return openOperators({ database, clock, log, operatorKey, site: adminSiteOf(config) });
}
