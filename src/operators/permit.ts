import { MINUTE_MS } from '../durations.js';
import { BroadsheetError } from '../errors.js';
import type { Actor } from '../model/actor.js';
import { needsFreshFactor, type Permission } from '../model/permission.js';

/** How long a factor counts for what asks again (ASVS 5.0, 7.5.3). */
const FRESH_FOR_MS = 10 * MINUTE_MS;

/**
 * The one place that knows who may. Whatever changes something calls it before it acts.
 * @throws BroadsheetError FORBIDDEN; FACTOR_NEEDED where an operator showed no factor within ten minutes and the
 *   permission asks again. Keys and the command line have no factor to show: to hold the permission is enough.
 */
export function permit(actor: Actor, permission: Permission, now: Date): void {
  permitToSee(actor, permission);
  if (actor.kind === 'operator' && needsFreshFactor(permission)) requireFreshFactor(actor, now);
}

/**
 * The same for what only looks: no factor is asked for again.
 * @throws BroadsheetError FORBIDDEN
 */
export function permitToSee({ permissions, name }: Actor, permission: Permission): void {
  if (permissions.has(permission)) return;
  const message = `This needs the permission ${permission}, which ${name} does not have.`;
  throw new BroadsheetError('FORBIDDEN', message, { details: { permission } });
}

/**
 * For what asks again, also of one's own account.
 * @throws BroadsheetError FACTOR_NEEDED
 */
export function requireFreshFactor({ authenticatedAt }: Pick<Actor, 'authenticatedAt'>, now: Date): void {
  const shownAt = authenticatedAt?.getTime() ?? Number.NEGATIVE_INFINITY;
  if (now.getTime() - shownAt <= FRESH_FOR_MS) return;
  throw new BroadsheetError('FACTOR_NEEDED', 'Show a factor again: this cannot be taken back.');
}
