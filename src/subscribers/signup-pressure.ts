import type { SignupLoad } from '../store/subscribers/signup-counts.js';
import type { SignupLimits } from './decide-signup.js';
import { OPEN_SHARE } from './signup-meters.js';

/** Of the open part of a limit: from here on work is asked for. */
const NEAR = 0.8;

/**
 * How a request to subscribe stands with the limits: `free`, `near` where one without a proof may have to wait, `full`
 * where every one has to. It depends on the domain and on who asks, never on whether the address is known.
 */
export type SignupPressure = 'free' | 'near' | 'full';

export function pressureOf(load: SignupLoad, limits: SignupLimits): SignupPressure {
  const meters = [
    [load.client, limits.perClientHour],
    [load.network, limits.perNetworkHour],
    [load.domain, limits.perDomainHour],
    [load.overall, limits.overallHour],
  ] as const;
  if (meters.some(([used, limit]) => used >= limit)) return 'full';
  return meters.some(([used, limit]) => used >= limit * OPEN_SHARE * NEAR) ? 'near' : 'free';
}
