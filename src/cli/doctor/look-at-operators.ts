import { isLoopback } from '../../config/mailbox-exposure.js';
import { type Finding, fine, unasked, warning } from '../../dns/finding.js';
import { hasSecondFactor, type Operator } from '../../model/operator.js';
import { readOperators } from '../../store/operators/operators.js';
import type { Stores } from '../../wiring/wiring.js';

const CHECK = 'operators';
const INVITE = 'broadsheet operators invite --owner makes a link for the first one.';

/** Who may sign in, and whether by enough. */
export async function lookAtOperators({ config, database }: Stores): Promise<Finding[]> {
  const { publicUrl, adminApiKey } = config;
  return judgeOperators(await readOperators(database), { publicUrl, hasAdminApiKey: adminApiKey !== null });
}

export interface WaysIn {
  readonly publicUrl: string;
  readonly hasAdminApiKey: boolean;
}

/** @param operators also those who are disabled, who are let in no more */
export function judgeOperators(
  operators: readonly Pick<Operator, 'name' | 'role' | 'factors' | 'disabledAt'>[],
  { publicUrl, hasAdminApiKey }: WaysIn,
): Finding[] {
  const active = operators.filter(({ disabledAt }) => disabledAt === null);
  if (active.length === 0) return [noOperator(hasAdminApiKey)];
  const weak = active.filter(
    ({ factors }) => factors.hasPassword && !factors.isForeign && !hasSecondFactor(factors),
  );
  const found = [
    weak.length === 0
      ? fine(
          CHECK,
          `${active.length} may sign in, ${active.length === 1 ? 'by enough' : 'all of them by enough'}`,
        )
      : warning(CHECK, `a password alone lets in ${weak.map(({ name }) => name).join(', ')}`, {
          todo: 'Each adds a passkey or an authenticator at /admin/me.',
        }),
  ];
  return isReadable(publicUrl) ? [...found, readableSignIn()] : found;
}

function noOperator(hasAdminApiKey: boolean): Finding {
  if (!hasAdminApiKey) return unasked(CHECK, `nobody can sign in yet; ${INVITE}`);
  return warning(CHECK, 'ADMIN_API_KEY is the only way in, so nobody is named for what is done', {
    todo: `${INVITE} For programs, broadsheet keys make makes a key for each, with no more than it needs.`,
  });
}

/** Plain http that leaves the machine. */
function isReadable(publicUrl: string): boolean {
  const { protocol, hostname } = new URL(publicUrl);
  return protocol === 'http:' && !isLoopback(hostname);
}

function readableSignIn(): Finding {
  return warning(
    CHECK,
    'PUBLIC_URL is http: passwords and sessions can be read on the way, and no passkey works',
    {
      todo: 'Put a proxy with a certificate before the site and set PUBLIC_URL to its https address.',
    },
  );
}
