import type { ImportAim, ImportVerdict } from '../../model/import.js';
import type { SubscriberState, SuppressionReason } from '../../model/subscriber.js';
import type { KnownAddress } from '../../store/imports/known-addresses.js';
import type { ListedPerson } from './read-line.js';

const HERE: ReadonlySet<SubscriberState> = new Set(['active', 'paused', 'pending']);
/** What an earlier line came to does not count: nothing was done for it. */
const CAME_TO_NOTHING: ReadonlySet<ImportVerdict> = new Set(['invalid', 'unconfirmed']);

const REASONS = { left: 'left', bounced: 'bounced', complained: 'complained' } as const satisfies Partial<
  Record<ListedPerson['formerly'], SuppressionReason>
>;

/** Why an address is suppressed that a line stops; null where the line stops nobody. */
export function stopReason(
  aim: ImportAim,
  { formerly }: Pick<ListedPerson, 'formerly'>,
): SuppressionReason | null {
  if (formerly === 'left' || formerly === 'bounced' || formerly === 'complained') return REASONS[formerly];
  return aim === 'suppress' ? 'operator' : null;
}

/**
 * What becomes of somebody on a list. Nobody is brought back who left, was suppressed or was erased; who left the former
 * service is suppressed and never added. Somebody who asked here by themselves stays, whatever the former service says of
 * them, unless the list is one of people who must not be mailed.
 */
export function judgeLine(
  aim: ImportAim,
  person: Pick<ListedPerson, 'formerly'>,
  { state, bySelf, suppression, earlier }: KnownAddress,
): ImportVerdict {
  const isHere = state !== null && HERE.has(state);
  if (stopReason(aim, person) !== null) {
    if (earlier.includes('suppressed')) return 'twice';
    if (suppression === 'erased') return 'erased';
    if (suppression !== null) return 'silenced';
    if (isHere && bySelf && aim !== 'suppress') return 'already';
    return state === null || isHere || aim === 'suppress' ? 'suppressed' : 'left';
  }
  if (earlier.some((verdict) => !CAME_TO_NOTHING.has(verdict))) return 'twice';
  if (suppression === 'erased') return 'erased';
  if (suppression !== null) return 'silenced';
  if (isHere) return 'already';
  if (state !== null) return state === 'unsubscribed' ? 'left' : 'silenced';
  if (aim === 'invite') return 'invited';
  return person.formerly === 'unconfirmed' ? 'unconfirmed' : 'added';
}
