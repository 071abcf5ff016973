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
  if (!actor.permissions.has(permission)) {
    const message = `This needs the permission ${permission}, which ${actor.name} does not have.`;
    throw new BroadsheetError('FORBIDDEN', message, { details: { permission } });
  }
  if (actor.kind !== 'operator' || !needsFreshFactor(permission)) return;
  const shownAt = actor.authenticatedAt?.getTime() ?? Number.NEGATIVE_INFINITY;
  if (now.getTime() - shownAt <= FRESH_FOR_MS) return;
  throw new BroadsheetError('FACTOR_NEEDED', 'Show a factor again: this cannot be taken back.', {
    details: { permission },
  });
}
