import type { SignupLoad, Used } from '../store/subscribers/signup-counts.js';
import type { SignupLimits } from './decide-signup.js';
import { OPEN_SHARE } from './signup-meters.js';

/** Of the open part of a limit: from here on work is asked for. */
const NEAR = 0.8;

/**
 * How a request to subscribe stands with the limits: `free`, `near` where one without a proof may have to wait, `full`
 * where this one has to. It depends on the domain, on who asks and on their proof, never on whether the address is
 * known.
 */
export type SignupPressure = 'free' | 'near' | 'full';

export function pressureOf(load: SignupLoad, limits: SignupLimits, proven: boolean): SignupPressure {
  const meters = [
    [load.client, limits.perClientHour],
    [load.network, limits.perNetworkHour],
    [load.domain, limits.perDomainHour],
    [load.overall, limits.overallHour],
  ] as const;
  if (meters.some(([used, limit]) => inTheWay(used, limit, proven) >= limit)) return 'full';
  return meters.some(([used, limit]) => used.all >= limit * OPEN_SHARE * NEAR) ? 'near' : 'free';
}

/** However many wait without a proof, before one that has it they take the open part of a limit at most. */
function inTheWay({ all, open }: Used, limit: number, proven: boolean): number {
  return proven ? Math.max(0, all - open) + Math.min(open, Math.ceil(limit * OPEN_SHARE)) : all;
}
