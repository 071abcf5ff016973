import type { PeriodicKind } from '../../model/digest.js';
import { nextDueMoments } from '../../model/next-due.js';
import type { ScheduleDefaults } from '../../model/preferences.js';
import type { Database } from '../../store/database.js';
import { findPreferences, type NextTime } from '../../store/subscribers/preferences.js';

/** What is asked for the next digest of a reader. */
export interface NextDigestContext {
  readonly database: Database;
  /** When digests are due; absent where nobody says so. */
  readonly times?: ScheduleDefaults;
  readonly clock: () => Date;
}

/** The digest that comes to a reader next; null where none does, or where nobody says when digests are due. */
export async function nextDigestOf(
  { database, times, clock }: NextDigestContext,
  subscriberId: number,
): Promise<(NextTime & { readonly kind: PeriodicKind; readonly timeZone: string }) | null> {
  if (times === undefined) return null;
  const dueMoments = (around: Date) => nextDueMoments(times, around);
  const reader = await findPreferences(database, subscriberId, times, { now: clock(), dueMoments });
  if (reader === null || reader.next === null) return null;
  const { frequency: kind, timeZone } = reader.schedule;
  return { kind, timeZone: timeZone ?? times.timeZone, ...reader.next };
}
