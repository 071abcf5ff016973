import { isLoopback } from '../../config/mailbox-exposure.js';
import type { Finding } from '../../dns/finding.js';
import type { Texts } from '../../i18n/texts.js';
import { hasSecondFactor, type Operator } from '../../model/operator.js';
import { readOperators } from '../../store/operators/operators.js';
import type { Stores } from '../../wiring/wiring.js';
import { say } from './say.js';

const CHECK = 'operators';

/** Who may sign in, and whether by enough. */
export async function lookAtOperators(
  { config, database }: Stores,
  texts: Pick<Texts, 't'>,
): Promise<Finding[]> {
  const { publicUrl, adminApiKey } = config;
  const ways = { publicUrl, hasAdminApiKey: adminApiKey !== null };
  return judgeOperators(await readOperators(database), ways, texts);
}

export interface WaysIn {
  readonly publicUrl: string;
  readonly hasAdminApiKey: boolean;
}

/** @param operators also those who are disabled, who are let in no more */
export function judgeOperators(
  operators: readonly Pick<Operator, 'name' | 'role' | 'factors' | 'disabledAt'>[],
  { publicUrl, hasAdminApiKey }: WaysIn,
  texts: Pick<Texts, 't'>,
): Finding[] {
  const active = operators.filter(({ disabledAt }) => disabledAt === null);
  if (active.length === 0) return [noOperator(hasAdminApiKey, texts)];
  const names = active
    .filter(({ factors }) => factors.hasPassword && !factors.isForeign && !hasSecondFactor(factors))
    .map(({ name }) => name)
    .join(', ');
  const values = { active: active.length, names };
  const weak = { text: 'doctor.operators-weak', todo: 'doctor.operators-weak-todo' } as const;
  const found = [
    names === ''
      ? say(texts, CHECK, { verdict: 'ok', text: 'doctor.operators-enough', values })
      : say(texts, CHECK, { ...weak, verdict: 'warning', values }),
  ];
  if (!isReadable(publicUrl)) return found;
  const readable = { text: 'doctor.sign-in-readable', todo: 'doctor.sign-in-readable-todo' } as const;
  return [...found, say(texts, CHECK, { ...readable, verdict: 'warning' })];
}

function noOperator(hasAdminApiKey: boolean, texts: Pick<Texts, 't'>): Finding {
  if (!hasAdminApiKey) return say(texts, CHECK, { verdict: 'unasked', text: 'doctor.no-operator' });
  const alone = { text: 'doctor.key-alone', todo: 'doctor.key-alone-todo' } as const;
  return say(texts, CHECK, { ...alone, verdict: 'warning' });
}

/** Plain http that leaves the machine. */
function isReadable(publicUrl: string): boolean {
  const { protocol, hostname } = new URL(publicUrl);
  return protocol === 'http:' && !isLoopback(hostname);
}
