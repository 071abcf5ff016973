import type { Finding } from '../../dns/finding.js';
import { DAY_MS } from '../../durations.js';
import type { Texts } from '../../i18n/texts.js';
import { type ApiKey, listApiKeys } from '../../store/operators/api-keys.js';
import { hasOperators } from '../../store/operators/operators.js';
import type { Stores } from '../../wiring/wiring.js';
import { say } from './say.js';

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
export async function lookAtKeys(
  { config, database, clock }: Stores,
  texts: Pick<Texts, 't'>,
): Promise<Finding> {
  const found = {
    keys: await listApiKeys(database),
    hasEnvironmentKey: config.adminApiKey !== null,
    hasOperators: await hasOperators(database),
    now: clock(),
  };
  return judgeKeys(found, texts);
}

export function judgeKeys(
  { keys, hasEnvironmentKey, hasOperators, now }: KeysFound,
  texts: Pick<Texts, 't'>,
): Finding {
  const good = keys.filter(
    ({ revokedAt, expiresAt }) => revokedAt === null && (expiresAt === null || expiresAt > now),
  );
  if (!hasEnvironmentKey && good.length === 0)
    return say(texts, CHECK, { verdict: 'unasked', text: 'doctor.no-key' });
  const kinds = hasEnvironmentKey ? (good.length === 0 ? 'environment' : 'both') : 'made';
  const ending = good
    .filter(({ expiresAt }) => Number(expiresAt ?? Infinity) - now.getTime() <= SOON_MS)
    .map(({ name, prefix, expiresAt }) => `${name} (${prefix}) ${expiresAt?.toISOString()}`)
    .join(', ');
  const values = { kinds, made: good.length, ending };
  if (ending !== '') {
    const told = { text: 'doctor.keys-ending', todo: 'doctor.keys-ending-todo' } as const;
    return say(texts, CHECK, { ...told, verdict: 'warning', values });
  }
  if (hasOperators && kinds === 'environment') {
    const told = { text: 'doctor.one-key', todo: 'doctor.one-key-todo' } as const;
    return say(texts, CHECK, { ...told, verdict: 'warning' });
  }
  return say(texts, CHECK, { verdict: 'ok', text: 'doctor.keys-found', values });
}
