import { type Finding, fine, unasked, warning } from '../../dns/finding.js';
import { DAY_MS } from '../../durations.js';
import { type ApiKey, listApiKeys } from '../../store/operators/api-keys.js';
import { hasOperators } from '../../store/operators/operators.js';
import type { Stores } from '../../wiring/wiring.js';

const CHECK = 'keys of the API';
const SOON_MS = 14 * DAY_MS;

export interface KeysFound {
  readonly keys: readonly ApiKey[];
  /** Whether ADMIN_API_KEY is set. */
  readonly hasEnvironmentKey: boolean;
  readonly hasOperators: boolean;
  readonly now: Date;
}

/** Which keys open the operators' API, and whether one ends soon. */
export async function lookAtKeys({ config, database, clock }: Stores): Promise<Finding> {
  return judgeKeys({
    keys: await listApiKeys(database),
    hasEnvironmentKey: config.adminApiKey !== null,
    hasOperators: await hasOperators(database),
    now: clock(),
  });
}

export function judgeKeys({ keys, hasEnvironmentKey, hasOperators, now }: KeysFound): Finding {
  const good = keys.filter(
    ({ revokedAt, expiresAt }) => revokedAt === null && (expiresAt === null || expiresAt > now),
  );
  const ending = good.filter(({ expiresAt }) => Number(expiresAt ?? Infinity) - now.getTime() <= SOON_MS);
  const environment = hasEnvironmentKey ? 'ADMIN_API_KEY' : null;
  const made = good.length === 0 ? null : `${good.length} that ${good.length === 1 ? 'was' : 'were'} made`;
  const found = [environment, made].filter((part) => part !== null).join(' and ');
  if (found === '') return unasked(CHECK, 'there is none; broadsheet keys make makes one');
  if (ending.length > 0) {
    const named = ending.map(
      ({ name, prefix, expiresAt }) => `${name} (${prefix}) ${expiresAt?.toISOString()}`,
    );
    return warning(CHECK, `${found}; soon ends ${named.join(', ')}`, {
      todo: 'Make another (broadsheet keys make), put it where the old one is used, and revoke that.',
    });
  }
  if (hasOperators && environment !== null && made === null) {
    return warning(CHECK, 'ADMIN_API_KEY is the only one, and may do nearly everything', {
      todo: 'Make a key for each use with the scopes it needs (broadsheet keys make), then take ADMIN_API_KEY out.',
    });
  }
  return fine(CHECK, found);
}
