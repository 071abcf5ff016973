import type { PeriodicKind } from '../../model/digest.js';
import { nextDueMoments } from '../../model/next-due.js';
import type { ScheduleDefaults } from '../../model/preferences.js';
import type { Database } from '../../store/database.js';
import { findPreferences } from '../../store/subscribers/preferences.js';

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
): Promise<{ readonly kind: PeriodicKind; readonly at: Date; readonly timeZone: string } | null> {
  if (times === undefined) return null;
  const now = clock();
  const dueMoments = nextDueMoments(times, now);
  const reader = await findPreferences(database, subscriberId, times, { now, dueMoments });
  if (reader === null || reader.nextAt === null) return null;
  const { frequency: kind, timeZone } = reader.schedule;
  return { kind, at: reader.nextAt, timeZone: timeZone ?? times.timeZone };
}
